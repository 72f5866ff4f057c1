import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let alice: SignedIn;

beforeAll(async () => {
  world = await startWorld();
  alice = await signIn(world.mcpUrl, world.people.alice);
});
afterAll(() => world?.stop());

async function modernClient(): Promise<Client> {
  const client = new Client({ name: "modern", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const headers = { authorization: `Bearer ${alice.kept.tokens?.access_token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(world.mcpUrl), { requestInit: { headers } }));
  return client;
}

test("the SDK's client for 2026-07-28 lists and calls the same tools on the same URL", async () => {
  const client = await modernClient();
  const modern = await client.listTools();
  const legacy = await alice.client.listTools();
  expect(modern.tools.map((tool) => tool.name)).toEqual(legacy.tools.map((tool) => tool.name));
  for (const { tools } of [modern, legacy])
    expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThanOrEqual(10_000);
  expect(modern.tools).toEqual(legacy.tools);

  const result = await client.callTool({ name: "get_issue_details", arguments: { issue_id: 61 } });
  expect(JSON.stringify(result)).toContain("Memory grows");
  await client.close();
});
