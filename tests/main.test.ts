import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { settingRows } from "../src/config.ts";
import { nodeTooOld } from "../src/node-version.ts";
import { childEnv } from "./support/child-env.ts";
import { programFile } from "./support/program.ts";
import { runCommand } from "./support/run-command.ts";
import { serveSettings } from "./support/serve-settings.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const sourceFile = new URL("../src/main.ts", import.meta.url).pathname;
const stub = new URL("./support/stub-server/register.ts", import.meta.url).href;
const emptyDirectory = temporaryFolder();

/** In a process of its own, as main.ts runs it; with `node`'s flags the sources. */
function run(args: string[], { env = {}, cwd = emptyDirectory, node = [] as string[] } = {}) {
  const file = node.length === 0 ? programFile : sourceFile;
  return spawnSync(process.execPath, [...node, file, ...args], { env: { ...childEnv, ...env }, cwd, encoding: "utf8" });
}

/** Starts `serve` and waits until it listens: around the stub with its fault, or whole. */
async function serving(
  fault: string | undefined,
): Promise<{ child: ChildProcess; log(): string; ended: Promise<unknown[]> }> {
  const program = fault === undefined ? [programFile] : ["--import", stub, sourceFile];
  const child = spawn(process.execPath, program, {
    env: { ...childEnv, ...serveSettings, STUB_SERVER: fault },
    cwd: emptyDirectory,
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let log = "";
  const ended = once(child, "close");
  child.stderr.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  while (!log.includes('"listening"'))
    await Promise.race([once(child.stderr, "data"), ended.then(() => expect.fail(log))]);

  return { child, log: () => log, ended };
}

describe("help and version", () => {
  const help = run(["--help"]);

  test("help goes to stdout, exit 0", async () => {
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect((await runCommand(["-h"])).stdout).toBe(help.stdout);
    expect((await runCommand(["serve", "--help"])).stdout).toBe(help.stdout);
  });

  test("help fits 100 columns", () => {
    expect(Math.max(...help.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("help names every setting with its meaning and default", () => {
    const flowing = help.stdout.replace(/\s+/g, " ");
    for (const row of settingRows) {
      expect(flowing).toContain(` ${row.name} ${row.secret ? "* " : ""}${row.meaning} (`);
      if (row.default) expect(flowing).toContain(`${row.meaning} (default: ${row.default})`);
      if (row.neededFor) expect(flowing).toContain(`${row.meaning} (required`);
    }
  });

  test("the version is the package's", () => {
    expect(run(["--version"])).toMatchObject({ status: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });
});

describe("asked wrongly", () => {
  test("a process ends with one line on stderr, exit 2", () => {
    const { status, stdout, stderr } = run(["sevre"]);
    expect(stderr).toBe("redmine-fastmcp: there is no command “sevre”: did you mean serve?\n");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  test("a .env in the working directory is read", () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".env"), "REDMINE_URL=https://r.example.com\nREDMINE_CLIENT_ID=id\n");

    expect(run([], { cwd }).stderr).toMatch(/^redmine-fastmcp: REDMINE_CLIENT_SECRET is missing/);
  });
});

describe("an old Node", () => {
  test.each([
    ["20.20.2", true],
    ["22.18.0", true],
    ["22.19.0", false],
    ["23.0.0", false],
    ["24.21.0", false],
    ["100.0.0", false],
  ])("%s is too old: %s", (version, tooOld) => {
    expect(nodeTooOld(version) !== undefined).toBe(tooOld);
  });

  test("is refused in one line before anything else is loaded, exit 1", () => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.20.2" })`;
    const { status, stdout, stderr } = run(["--help"], { node: ["--import", pretend] });

    expect(stderr).toBe(
      "redmine-fastmcp: Node.js 22.19 or later is needed, and this is 20.20.2: install a newer one from https://nodejs.org\n",
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  });
});

describe("a server that cannot start", () => {
  test("a port in use is one sentence, exit 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => {
      other.close();
    });
    const address = other.address();
    const port = String(typeof address === "object" && address?.port);

    const { status, stderr } = run([], { env: { ...serveSettings, MCP_PORT: port }, node: ["--import", stub] });

    expect(stderr).toBe(
      `redmine-fastmcp: port ${port} is in use by another program: stop that one, or set MCP_PORT to a free port, ` +
        "and change it in MCP_BASE_URL and the redirect URI in Redmine too\n",
    );
    expect(status).toBe(1);
  });

  test.each([
    [{ MCP_HOST: "192.0.2.1" }, "192.0.2.1 is not an address of this machine: set MCP_HOST"],
    [{ STUB_SERVER: "no store" }, "the store of TOKEN_STORE_URL cannot be used: redis: connect ECONNREFUSED\n"],
  ])("%o is one sentence, exit 1", (env, sentence) => {
    const { status, stderr } = run([], { env: { ...serveSettings, ...env }, node: ["--import", stub] });

    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(`redmine-fastmcp: ${sentence}`);
    expect(status).toBe(1);
  });

  test("a fault of our own is told by its place, not by its message, exit 1", () => {
    const { status, stderr } = run([], {
      env: { ...serveSettings, STUB_SERVER: "bug at start" },
      node: ["--import", stub],
    });

    expect(stderr).not.toContain("alice");
    expect(stderr).toMatch(/"event":"crash".*"name":"TypeError".*stub-server/);
    expect(stderr).toContain("redmine-fastmcp: crashed; see the log line");
    expect(status).toBe(1);
  });
});

describe("a running server", () => {
  test("tells where it listens, stops at SIGTERM and ends with 0 although something stays open", async () => {
    const { child, log, ended } = await serving("");
    child.kill("SIGTERM");

    expect(await ended).toEqual([0, null]);
    const lines = log()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.event)).toEqual(["listening", "stopping", "stopped"]);
    expect(lines[0]).toMatchObject({ url: "http://localhost:0", version: packageJson.version });
    expect(log()).not.toContain("hush-hush");
  });

  test("with all that belongs to it answers, and ends with 0", async () => {
    const { child, log, ended } = await serving(undefined);
    const { port } = JSON.parse(log());
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    child.kill("SIGTERM");

    expect(await health.json()).toMatchObject({ version: packageJson.version });
    expect(await ended).toEqual([0, null]);
    expect(log()).not.toContain("hush-hush");
  });

  test("stops at Ctrl-C, which comes twice under npx", async () => {
    const { child, log, ended } = await serving("");
    child.kill("SIGINT");
    child.kill("SIGINT");

    expect(await ended).toEqual([0, null]);
    expect(log()).toContain('"stopped"');
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("does not wait any longer at a second %s: exit %i", async (signal, code) => {
    const { child, log, ended } = await serving("never stops");
    child.kill(signal);
    while (!log().includes('"stopping"')) await once(child.stderr ?? child, "data");
    await new Promise((resolve) => setTimeout(resolve, 250));
    child.kill(signal);

    expect(await ended).toEqual([code, null]);
  });

  test("is not held up by calls that never end", async () => {
    const { child, log, ended } = await serving("never stops, and ten seconds are soon over");
    child.kill("SIGTERM");

    expect(await ended).toEqual([0, null]);
    expect(log()).toContain("redmine-fastmcp: some calls did not finish within 10 seconds");
  });

  test("ends with 1 at a fault that nobody caught, and tells it without its message", async () => {
    const { log, ended } = await serving("bug later");

    expect(await ended).toEqual([1, null]);
    expect(log()).toMatch(/"event":"crash".*"name":"TypeError"/);
    expect(log()).not.toContain("alice");
  });
});
