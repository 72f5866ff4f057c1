import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type ClientRun, runClient } from "../support/client-process.ts";
import { startDemo } from "../support/demo-process.ts";
import { programFile } from "../support/program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";

const person = redmine.people.alice;
let server: Awaited<ReturnType<typeof startOurServer>>;

beforeAll(async () => {
  server = await startOurServer();
});
afterAll(async () => {
  await server?.stop();
});

/** Ends what the clients hold, from behind: with `access` they must refresh, with `grant` sign in again. */
async function end(namespace: "access" | "grant"): Promise<void> {
  const store = await openStore(`sqlite://${server.storeFile}`);
  for await (const key of store.keys(namespace)) await store.delete(namespace, key);
  await store.close();
}

function inspector(era: string, home: string): Promise<ClientRun> {
  const target = ["--cli", "--server-url", server.mcpUrl, "--transport", "http", "--protocol-era", era];
  const call = ["--method", "tools/call", "--tool-name", "get_issue_details", "--tool-arg", "issue_id=61"];
  return runClient("mcp-inspector", [...target, ...call], { home, person });
}

function mcpRemote(_: string, home: string): Promise<ClientRun> {
  const messages = [
    {
      id: 0,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    },
    { method: "notifications/initialized" },
    { id: 1, method: "tools/call", params: { name: "get_issue_details", arguments: { issue_id: 61 } } },
  ];
  const stdin = messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("");
  return runClient("mcp-remote", [server.mcpUrl], { home, person, stdin, done: /"id":1.*Memory grows/ });
}

describe.each([
  ["MCP Inspector", "legacy", inspector],
  ["MCP Inspector", "auto", inspector],
  ["MCP Inspector", "modern", inspector],
  ["mcp-remote", "its own", mcpRemote],
] as const)("%s, protocol era %s", (_, era, run) => {
  const home = temporaryFolder();

  test("signs in once, then comes back, refreshes, and signs in again when it was disconnected", async () => {
    const first = await run(era, home);
    expect(first.output).toContain("Memory grows");
    expect(first.signIns).toBe(1);

    const second = await run(era, home);
    expect(second.output).toContain("Memory grows");
    expect(second.signIns).toBe(0);

    await end("access");
    const refreshed = await run(era, home);
    expect(refreshed.output).toContain("Memory grows");
    expect(refreshed.signIns).toBe(0);

    await end("grant");
    const again = await run(era, home);
    expect(again.output).toContain("Memory grows");
    expect(again.signIns).toBe(1);
  });
});

test("MCP Inspector signs in through the demo's pages and reads an issue", async () => {
  const demo = await startDemo([process.execPath, programFile, "demo"], {
    env: { PATH: process.env.PATH, MCP_PORT: "0" },
  });
  onTestFinished(demo.kill);
  const [maya] = demo.logins;
  if (!maya) throw new Error("the demo names nobody");

  const call = ["--method", "tools/call", "--tool-name", "get_issue_details", "--tool-arg", "issue_id=418"];
  const home = temporaryFolder();
  const { output, signIns } = await runClient("mcp-inspector", ["--cli", demo.mcpUrl, ...call], { home, person: maya });
  expect(output).toContain("The 7:40 to Old Town");
  expect(signIns).toBe(1);
});
