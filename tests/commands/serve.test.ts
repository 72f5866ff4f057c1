import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { childEnv } from "../support/child-env.ts";
import { programFile } from "../support/program.ts";
import { emptyDirectory, runCommand } from "../support/run-command.ts";
import { serveSettings } from "../support/serve-settings.ts";
import { startServerProcess } from "../support/server-process.ts";
import { freePort } from "../support/world.ts";

test("a start without settings leads to the commands that help", async () => {
  const { code, stderr } = await runCommand([]);
  expect(stderr).toMatch(/^redmine-fastmcp: REDMINE_URL is missing: .*\n$/);
  expect(stderr).toContain(
    "; “redmine-fastmcp init” asks for all that is needed, and “redmine-fastmcp demo” needs nothing\n",
  );
  expect(code).toBe(2);
});

test("a setting that is there and wrong leads nowhere else", async () => {
  const { stderr } = await runCommand([], { env: { REDMINE_URL: "nowhere" } });
  expect(stderr).not.toContain("init");
});

test("a start warns of settings that are perhaps not meant as they stand", async () => {
  const port = String(await freePort());
  const server = await startServerProcess({ ...serveSettings, MCP_PORT: port, MCP_BASE_URL: "http://localhost:1" });
  onTestFinished(() => void server.stop());

  const warnings = server.log.map((line) => JSON.parse(line)).filter(({ event }) => event === "setting_warning");
  expect(warnings.map(({ level, warning }) => `${level}: ${warning}`)).toEqual([
    expect.stringMatching(/^warn: MCP_BASE_URL says port 1, and this server listens on/),
  ]);
});

test("on a terminal it says in words where it is, and elsewhere it writes log lines alone", async () => {
  const port = String(await freePort());
  const env = { ...childEnv, ...serveSettings, MCP_PORT: port };
  const child = spawn("script", ["-qec", `'${process.execPath}' '${programFile}'`, "/dev/null"], {
    env,
    cwd: emptyDirectory(),
  });
  const closed = once(child, "close");
  let seen = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    seen += text;
  });
  while (!seen.includes("to stop."))
    await Promise.race([once(child.stdout, "data"), closed.then(() => expect.fail(seen))]);
  child.stdin.write("\x03"); // Ctrl-C
  await closed;
  const url = `http://localhost:${port}`;
  expect(seen).toContain(`Serving at ${url}/mcp (the URL to add) · How to add it: ${url}/ · Press Ctrl-C to stop.`);
  expect(seen).toContain('"event":"stopped"');

  const server = await startServerProcess({ ...serveSettings, MCP_PORT: String(await freePort()) });
  await server.stop();
  expect(server.log.map((line) => JSON.parse(line).event)).toEqual(["listening", "stopping", "stopped"]);
});
