import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { listen } from "../../src/sample-redmine/listen.ts";
import { emptyFolder, startDemo } from "../support/demo-process.ts";
import { type Login, signIn } from "../support/mcp-client.ts";
import { createTestRedmine } from "../support/test-redmine.ts";
import { freePort } from "../support/world.ts";

const run = promisify(execFile);
const { tarball } = inject("packed");
const root = new URL("../..", import.meta.url).pathname;
const nobody: Login = { login: "", password: "" };

/** Each line of the README's shell blocks, without its comment. */
const pages = ["README.md", "docs/deploy.md"].map((name) => readFileSync(join(root, name), "utf8")).join("\n");
const commands = [...pages.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) =>
  block
    .split("\n")
    .map((line) => line.replace(/ +# .*/, "").trim())
    .filter(Boolean),
);

/** Run below. */
const here = [
  "npx redmine-fastmcp demo",
  "npm ci && npm run demo",
  "npx redmine-fastmcp init",
  "npx redmine-fastmcp doctor",
  "npx redmine-fastmcp",
];
/** Run by other parts of CI, in these files. */
const elsewhere: Readonly<Record<string, [file: string, asThere: RegExp]>> = {
  "npm ci && npm test": [".ci/run", /npm ci$[\s\S]*npm test$/m],
  "docker build -t redmine-fastmcp .": ["tests/image/check", /docker build/],
  "docker run -p 127.0.0.1:8000:8000 -v redmine-fastmcp:/data --env-file .env ghcr.io/redmine-fastmcp/redmine-fastmcp:1":
    ["tests/image/image.test.ts", /"run"[\s\S]*:\/data/],
  "docker run -p 127.0.0.1:8000:8000 -v redmine-fastmcp:/data --env-file .env redmine-fastmcp": [
    "tests/image/image.test.ts",
    /"run"[\s\S]*:\/data/,
  ],
};

test("every command of the README is run, here or by another part of CI", () => {
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((command) => !here.includes(command) && !elsewhere[command])).toEqual([]);
  for (const [file, asThere] of Object.values(elsewhere))
    expect(readFileSync(join(root, file), "utf8")).toMatch(asThere);
});

/** The packed package stands in for the one on npm, which is not there before it is released. */
const npx = ["npx", "--yes", `--package=${tarball}`, "redmine-fastmcp"];

describe("the README's commands", () => {
  test("npx redmine-fastmcp init, doctor, and serving: a person signs in and reads an issue", async () => {
    const [port, redminePort] = [await freePort(), await freePort()];
    const base = `http://localhost:${port}`;
    const redmineUrl = `http://127.0.0.1:${redminePort}`;
    const redmine = createTestRedmine({ baseUrl: redmineUrl, redirectUris: [`${base}/oauth/callback`] });
    onTestFinished(await listen(redmine, "127.0.0.1", redminePort));
    const cwd = emptyFolder();
    const env = { ...process.env, HOME: cwd, XDG_STATE_HOME: cwd, MCP_PORT: `${port}` };
    const start = (...words: string[]) =>
      spawn(npx[0] ?? "", [...npx.slice(1), ...words], { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });

    const init = start("init");
    init.stdin.end(`${[redmineUrl, base, redmine.clientId, redmine.clientSecret].join("\n")}\n`);
    const [said] = await Promise.all([text(init.stdout), once(init, "close")]);
    expect(said).toContain(`Add this URL to your MCP client: ${base}/mcp`);

    const doctor = start("doctor");
    expect(await text(doctor.stdout)).toContain("No errors");

    const server = start();
    onTestFinished(() => void process.kill(-(server.pid ?? 0), "SIGKILL"));
    let log = "";
    for await (const more of server.stderr.setEncoding("utf8")) {
      log += more;
      if (log.includes('"listening"')) break;
    }
    const { call, close } = await signIn(`${base}/mcp`, redmine.people.alice ?? nobody);
    onTestFinished(close);
    expect((await call("get_issue_details", { issue_id: 61 })).text).toContain("Memory grows on every request");
  });

  test("npm ci && npm run demo, in a clean clone", async () => {
    const folder = join(emptyFolder(), "clone");
    await run("git", ["clone", "--quiet", "--depth=1", `file://${root}`, folder]);
    const PATH = process.env.PATH?.split(delimiter)
      .filter((place) => !place.includes("node_modules"))
      .join(delimiter);
    const env = { ...process.env, PATH, MCP_PORT: "0" }; // with the machine's own Node.js

    const demo = await startDemo(["sh", "-c", "npm ci && npm run demo"], { env, cwd: folder, timeoutMs: 300_000 });
    onTestFinished(demo.kill);
    const { call, close } = await signIn(demo.mcpUrl, demo.logins[0] ?? nobody);
    onTestFinished(close);
    expect((await call("get_issue_details", { issue_id: 418 })).text).toContain("The 7:40 to Old Town");
  });
});
