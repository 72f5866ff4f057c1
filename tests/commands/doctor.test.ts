import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examined } from "../support/examined.ts";
import { startRedis } from "../support/redis-server.ts";
import { emptyDirectory, runCommand, runProcess } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { freePort } from "../support/world.ts";

let redmine: Awaited<ReturnType<typeof sampleOnPort>>;
let settings: Record<string, string>;

beforeAll(async () => {
  redmine = await sampleOnPort();
});
afterAll(() => redmine.stop());
beforeEach(async () => {
  const port = String(await freePort()); // where nothing runs
  settings = { ...redmine.settings, MCP_PORT: port, TOKEN_STORE_URL: "memory:" };
});

const doctor = (more: Record<string, string> = {}, cwd?: string) => examined({ ...settings, ...more }, cwd);

test("where all is well it says so, and what to compare in Redmine's own words", async () => {
  const { code, stdout, stderr } = await runProcess(["doctor"], { env: settings });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^ok {5}Redmine: answers at http:\/\/127\.0\.0\.1:\d+$/m);
  expect(stdout).toMatch(/^ok {5}Redmine: its REST API is on$/m);
  expect(stdout).toMatch(/^ok {5}Redmine: has OAuth/m);
  expect(stdout).toMatch(/^ok {5}Application: Redmine accepts REDMINE_CLIENT_ID and REDMINE_CLIENT_SECRET$/m);
  expect(stdout).toContain(`Redirect URI: http://localhost:${settings.MCP_PORT}/oauth/callback`);
  expect(stdout).toMatch(/^ {11}Issue tracking: View Issues, [^:]*\n {13}.*Add notes, /m);
  const scopes = stdout.split("\n").filter((line) => line.startsWith(" ".repeat(11)));
  expect(Math.max(...scopes.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^ {7}Application: compare these with its page in Redmine/m);
  expect(stdout).toMatch(/^No errors(, \d warnings?)?\.\n$/m);
  expect(stdout).not.toMatch(/^error/m);
});

test("it never shows a secret", async () => {
  const { text } = await doctor({ REDMINE_CLIENT_SECRET: "a-wrong-secret", REDMINE_API_KEY: "a-wrong-key" });
  expect(text).not.toMatch(/a-wrong-secret|a-wrong-key/);
});

describe("what is wrong is one line with what to do under it", () => {
  test("and the command fails", async () => {
    const run = await runCommand(["doctor"], { env: { ...settings, REDMINE_CLIENT_SECRET: "wrong" } });
    expect(run.stdout).toMatch(/^error {2}Application: .*\n {9}Administration → Applications/m);
    expect(run).toMatchObject({ code: 1, stderr: "redmine-fastmcp: 1 error; fix and run doctor again\n" });
  });

  test.each([
    [
      "the secret",
      () => ({ REDMINE_CLIENT_SECRET: "wrong" }),
      /Application: .*REDMINE_CLIENT_SECRET is not its secret/,
    ],
    ["the id", () => ({ REDMINE_CLIENT_ID: "wrong" }), /Application: .*does not know REDMINE_CLIENT_ID/],
    ["the path", () => ({ REDMINE_URL: `${redmine.url}/redmine` }), /not Redmine's REST API/],
    [
      "a host that nobody knows",
      () => ({ REDMINE_URL: "http://redmine.invalid" }),
      /no host redmine\.invalid is known/,
    ],
    ["a missing setting", () => ({ REDMINE_URL: "" }), /Settings: REDMINE_URL is missing/],
    ["an API key", () => ({ REDMINE_API_KEY: "0123456789abcdef0123" }), /REDMINE_API_KEY: is not known to Redmine/],
    ["the store", () => ({ TOKEN_STORE_URL: "sqlite:///etc/passwd/x.sqlite" }), /Store: cannot be used/],
    ["a store URL", () => ({ TOKEN_STORE_URL: "sqlite://~/x" }), /Store: TOKEN_STORE_URL/],
  ])("%s", async (_, more, line) => {
    const { wrong } = await doctor(more());
    expect(wrong).toEqual([expect.stringMatching(line)]);
  });

  test("a port on which nobody listens", async () => {
    const { wrong, text } = await doctor({ REDMINE_URL: `http://127.0.0.1:${await freePort()}` });
    expect(wrong).toEqual([expect.stringMatching(/nothing listens at 127\.0\.0\.1/)]);
    expect(text).toContain("In a container, localhost is the container itself.");
  });

  test("the REST API is off", async () => {
    redmine.sample.setRestEnabled(false);
    const { wrong, text } = await doctor();
    redmine.sample.setRestEnabled(true);
    expect(wrong).toEqual([expect.stringContaining("its REST API is off")]);
    expect(text).toContain("Enable REST web service");
    expect(text).toContain("Redmine accepts REDMINE_CLIENT_ID");
  });

  test("a Redmine before 6.1, unless people sign in by API key", async () => {
    redmine.sample.setVersion("6.0");
    const [oauth, byKey] = [await doctor(), await doctor({ REDMINE_AUTH: "api-key" })];
    redmine.sample.setVersion("6.1");
    expect(oauth.wrong).toEqual([expect.stringContaining("has no OAuth: it is older than 6.1")]);
    expect(byKey.wrong).toEqual([]);
  });

  test("Redmine is down behind its proxy", async () => {
    redmine.sample.down("html");
    const { wrong } = await doctor();
    redmine.sample.down(undefined);
    expect(wrong).toEqual([expect.stringContaining("a proxy answers there, and Redmine does not answer the proxy")]);
  });

  test.each([
    [
      302,
      { location: "https://redmine.example.com/users/current.json" },
      /sends us on to https:\/\/redmine\.example\.com$/,
    ],
    [401, { "www-authenticate": 'Basic realm="Staging"' }, /not Redmine's REST API$/],
    [200, {}, /not Redmine's REST API \(HTTP 200\)/],
  ])("something else answers %i", async (status, headers, line) => {
    const server = createServer((_, response) => response.writeHead(status, headers).end("<h1>hello</h1>"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const { wrong } = await doctor({ REDMINE_URL: `http://127.0.0.1:${typeof address === "object" && address?.port}` });
    server.close();
    expect(wrong).toEqual([expect.stringMatching(line)]);
  });

  test("a clock that is wrong", async () => {
    const server = createServer((_, response) => {
      const headers = {
        date: new Date(Date.now() - 300_000).toUTCString(),
        "www-authenticate": 'Basic realm="Redmine API"',
      };
      response.writeHead(401, headers).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const REDMINE_URL = `http://127.0.0.1:${typeof address === "object" && address?.port}`;
    const { wrong } = await doctor({ REDMINE_URL, REDMINE_AUTH: "api-key" });
    server.close();
    expect(wrong).toEqual([expect.stringMatching(/Clock: (299|300|301) seconds away from Redmine's/)]);
  });

  test("a .env that others can read", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, ".env"), "READ_ONLY=true\nREDMINE_SECRET=x\n", { mode: 0o644 });
    chmodSync(join(cwd, ".env"), 0o644);
    const open = await doctor({}, cwd);
    expect(open.wrong).toEqual([expect.stringContaining(".env: can be read by other users")]);
    expect(open.text).toContain("warn   Settings: REDMINE_SECRET in .env is not a setting");

    chmodSync(join(cwd, ".env"), 0o600);
    expect((await doctor({}, cwd)).wrong).toEqual([]);
  });
});

describe("the store", () => {
  test("a SQLite file is written, locked, and for this user alone", async () => {
    const file = join(emptyDirectory(), "below", "tokens.sqlite");
    const { text, wrong } = await doctor({ TOKEN_STORE_URL: `sqlite://${file}` });
    expect(text).toContain(`ok     Store: ${file} can be read, written and locked, and belongs to this user alone`);
    expect(wrong).toEqual([]);
  });

  test("a Redis that throws records away is wrong, and one that does not is right", async () => {
    const redis = await startRedis();
    try {
      const good = await doctor({ TOKEN_STORE_URL: redis.url });
      expect(good.text).toMatch(/ok {5}Store: Redis at 127\.0\.0\.1:\d+ can be read, written and locked/);
      expect(good.text).toContain("(noeviction)");

      execFileSync("redis-cli", ["-p", String(redis.port), "config", "set", "maxmemory-policy", "allkeys-lru"]);
      const bad = await doctor({ TOKEN_STORE_URL: redis.url });
      expect(bad.wrong).toEqual([expect.stringContaining("maxmemory-policy allkeys-lru")]);
    } finally {
      await redis.stop();
    }
  });

  test("a Redis that is not there", async () => {
    const { wrong } = await doctor({ TOKEN_STORE_URL: `redis://:hush-hush@127.0.0.1:${await freePort()}` });
    expect(wrong).toEqual([expect.stringContaining("Store: cannot be used: Redis at 127.0.0.1")]);
    expect(wrong.join()).not.toContain("hush-hush");
  });
});

describe("the public URL, while the server runs", () => {
  let server: ServerProcess;
  let same: Record<string, string>; // what the server runs with
  beforeAll(async () => {
    const port = String(await freePort());
    const TOKEN_STORE_URL = `sqlite://${join(emptyDirectory(), "tokens.sqlite")}`;
    same = { ...redmine.settings, MCP_PORT: port, MCP_BASE_URL: `http://127.0.0.1:${port}`, TOKEN_STORE_URL };
    server = await startServerProcess(same);
  });
  afterAll(() => server.stop());

  test("leads to it, and the doctor shares its SQLite file", async () => {
    const { text, wrong } = await doctor(same);
    expect(text).toMatch(/ok {5}MCP_BASE_URL: http:\/\/127\.0\.0\.1:\d+ leads to this server/);
    expect(wrong).toEqual([]);
  });

  test("is another one than the server thinks", async () => {
    const { wrong } = await doctor({ ...same, MCP_BASE_URL: `http://localhost:${same.MCP_PORT}` });
    expect(wrong).toEqual([
      expect.stringMatching(/the server at http:\/\/localhost:\d+ says it is http:\/\/127\.0\.0\.1/),
    ]);
  });

  test("leads nowhere", async () => {
    const { wrong } = await doctor({ ...same, MCP_BASE_URL: `http://127.0.0.1:${await freePort()}` });
    expect(wrong).toEqual([expect.stringContaining("is not where this server listens: nothing listens at")]);
  });

  test("leads to something else", async () => {
    const { wrong } = await doctor({ ...same, MCP_BASE_URL: redmine.url });
    expect(wrong).toEqual([expect.stringContaining("oauth-authorization-server is not answered by this server")]);
  });
});
