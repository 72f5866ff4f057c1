import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { examined } from "../support/examined.ts";
import { runCommand } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";
import { freePort } from "../support/world.ts";

let redmine: Awaited<ReturnType<typeof sampleOnPort>>;
let port: string;

beforeAll(async () => {
  redmine = await sampleOnPort();
  port = String(await freePort());
});
afterAll(() => redmine.stop());

const doctor = (more: Record<string, string>) =>
  examined({ ...redmine.settings, MCP_PORT: port, TOKEN_STORE_URL: "memory:", ...more });

describe("a public URL on this machine with another port than ours", () => {
  const otherPort =
    /^warn {3}Settings: MCP_BASE_URL says port 1, and this server listens on \d+: unless .* set MCP_BASE_URL to (\S+), and the redirect URI in Redmine to (\S+)$/m;

  test("is told, with what to change", async () => {
    const { text, wrong } = await doctor({ MCP_BASE_URL: "http://localhost:1/x" });
    const right = `http://localhost:${port}/x`;
    expect(otherPort.exec(text)?.slice(1)).toEqual([right, `${right}/oauth/callback`]);
    expect(wrong).toEqual([]);
  });

  test.each(["http://localhost", "https://localhost:1", "https://mcp.example.com:1"])(
    "is no matter where something in front is certain: %s",
    async (MCP_BASE_URL) => {
      expect((await doctor({ MCP_BASE_URL })).text).not.toContain("says port");
    },
  );
});

test("a public URL that ends in /mcp is an error, with what was meant", async () => {
  const { wrong } = await doctor({ MCP_BASE_URL: "https://mcp.invalid/mcp" });
  expect(wrong).toEqual([
    expect.stringContaining("it ends in /mcp, which the server adds itself; did you mean https://mcp.invalid?"),
  ]);
});

test("a permission that Redmine itself does not have is told, with what was meant", async () => {
  const { text, wrong } = await doctor({ REDMINE_SCOPES: "view_issues,log_tim,use_crystal_ball" });
  expect(text.split("\n").filter((line) => line.includes("REDMINE_SCOPES"))).toEqual([
    "warn   Settings: REDMINE_SCOPES has log_tim, which is no permission of Redmine itself; did you mean log_time?",
    "warn   Settings: REDMINE_SCOPES has use_crystal_ball, which is no permission of Redmine itself; no tool here needs it",
  ]);
  expect(wrong).toEqual([]);
});

test("permissions that leave every new issue public, whatever its tracker's default, are told", async () => {
  const told = "REDMINE_SCOPES has add_issues and not set_issues_private: new issues are public";
  expect((await doctor({ REDMINE_SCOPES: "view_issues,add_issues" })).text).toContain(`warn   Settings: ${told}`);
  for (const scopes of ["view_issues", "add_issues,set_own_issues_private"]) {
    expect((await doctor({ REDMINE_SCOPES: scopes })).text).not.toContain(told);
  }
});

describe("the port, while the server does not run", () => {
  test("is another program's: wrong, even if that answers everything with 200", async () => {
    const other = createServer((_, response) => response.end("hello")).listen(Number(port), "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());

    const { wrong } = await doctor({});
    expect(wrong).toEqual([`error  MCP_PORT: ${inUse(port)}`]);
    const { stdout } = await init(port);
    expect(stdout).toContain(`error  MCP_PORT: port ${port} is in use by another program`);
    expect(stdout).toMatch(/Port \d+ is free: press Enter below to use it\./);
  });

  test("cannot be listened on for another reason", async () => {
    const { wrong } = await doctor({ MCP_HOST: "192.0.2.1" });
    expect(wrong).toEqual([
      expect.stringMatching(/MCP_PORT: 192\.0\.2\.1 is not an address of this machine: set MCP_HOST/),
    ]);
  });

  test("is free", async () => {
    expect((await doctor({})).text).not.toContain("MCP_PORT");
    expect((await init(port)).stdout).not.toContain("MCP_PORT");
  });

  const inUse = (taken: string) =>
    `port ${taken} is in use by another program: stop that one, or set MCP_PORT to a free port, ` +
    "and change it in MCP_BASE_URL and the redirect URI in Redmine too";
  const init = (MCP_PORT: string) => runCommand(["init"], { env: { MCP_PORT }, input: `${redmine.url}\n` });
});
