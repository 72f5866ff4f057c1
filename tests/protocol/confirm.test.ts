import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { ConfirmationNeeded } from "../../src/tools/errors.ts";
import { defineTool } from "../../src/tools/tool.ts";
import { signIn } from "../support/mcp-client.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
const tokens: Record<string, string> = {};
const done: string[] = [];

const shred = defineTool({
  name: "shred",
  title: "Shred",
  description: "For this test.",
  access: "destructive",
  toolset: "core",
  scopes: [],
  parameters: z.object({ what: z.string(), confirm: z.string().optional() }),
  execute: async ({ what, confirm }, { redmine }) => {
    if (confirm !== what) throw new ConfirmationNeeded(`Shred ${what}?`, what);
    done.push(`${what} by ${redmine.userId}`);
    return "Shredded.";
  },
});

beforeAll(async () => {
  world = await startWorld({ deps: { more: { tools: [shred] } } });
  for (const person of ["alice", "bob"] as const) {
    const { kept } = await signIn(world.mcpUrl, world.people[person]);
    tokens[person] = kept.tokens?.access_token ?? "";
  }
});
beforeEach(() => void done.splice(0));
afterAll(() => world?.stop());

const meta = (elicitation: boolean) => ({
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": elicitation ? { elicitation: { form: {} } } : {},
});

async function call(person: string, args: object, extra: object = {}, elicitation = true) {
  const response = await fetch(world.mcpUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${tokens[person]}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "shred",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "shred", arguments: args, _meta: meta(elicitation), ...extra },
    }),
  });
  return (await response.json()) as {
    result?: { resultType?: string; requestState?: string; inputRequests?: object; content?: { text: string }[] };
    error?: { code: number };
  };
}

const yes = { inputResponses: { confirm: { action: "accept", content: { confirm: true } } } };

test("a person who agrees in the client's own form gets it done", async () => {
  const asked: string[] = [];
  const client = new Client(
    { name: "m", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } }, capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler("elicitation/create", ({ params }) => {
    asked.push(params.message);
    return { action: "accept", content: { confirm: true } };
  });
  const headers = { authorization: `Bearer ${tokens.alice}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(world.mcpUrl), { requestInit: { headers } }));

  const result = await client.callTool({ name: "shred", arguments: { what: "paper" } });
  expect(JSON.stringify(result)).toContain("Shredded.");
  expect(asked).toEqual(["Shred paper?"]);
  expect(done).toEqual([`paper by ${world.people.alice.id}`]);
});

const codeIn = (text = "") => /Nothing was done yet.*confirm: "([0-9a-f]{12})"\.$/.exec(text)?.[1];
const textOf = async (person: string, args: object, elicitation = false) =>
  (await call(person, args, {}, elicitation)).result?.content?.[0]?.text;

test("without a way to ask, the model is told to ask, and to confirm by a code that nobody can foresee", async () => {
  const code = codeIn(await textOf("alice", { what: "paper" }));
  expect(code).toBeDefined();
  expect(await textOf("alice", { what: "paper", confirm: "paper" })).toMatch(/^That value of confirm/);
  expect(done).toEqual([]);

  expect(await textOf("alice", { what: "paper", confirm: code })).toBe("Shredded.");
  expect(done).toEqual([`paper by ${world.people.alice.id}`]);
});

test("a code is for one person and one call, and outlives a restart", async () => {
  const code = codeIn(await textOf("alice", { what: "paper" }));
  expect(codeIn(await textOf("bob", { what: "paper", confirm: code }))).toBeDefined();
  expect(codeIn(await textOf("alice", { what: "passports", confirm: code }))).toBeDefined();
  expect(done).toEqual([]);

  await world.restart();
  expect(await textOf("alice", { what: "paper", confirm: code })).toBe("Shredded.");
});

test("a client of MCP 2025-11-25 over HTTP confirms by the code too", async () => {
  const client = await signIn(world.mcpUrl, world.people.alice);
  const { text } = await client.call("shred", { what: "paper", confirm: "paper" });
  expect(done).toEqual([]);
  expect((await client.call("shred", { what: "paper", confirm: codeIn(text) })).text).toBe("Shredded.");
  await client.close();
});

test("where the client can ask its person, no value of the model's counts", async () => {
  const code = codeIn(await textOf("alice", { what: "paper" }));
  for (const confirm of ["paper", code]) {
    expect((await call("alice", { what: "paper", confirm })).result?.resultType).toBe("input_required");
  }
  expect(done).toEqual([]);
});

test("a person who declines, or ticks nothing, loses nothing", async () => {
  const { result } = await call("alice", { what: "paper" });
  const requestState = result?.requestState;
  for (const response of [
    { action: "decline" },
    { action: "cancel" },
    { action: "accept", content: { confirm: false } },
  ]) {
    const answer = await call("alice", { what: "paper" }, { requestState, inputResponses: { confirm: response } });
    expect(answer.result?.content?.[0]?.text).toContain("did not agree");
  }
  expect(done).toEqual([]);
});

test("an agreement is for one call: other arguments are asked about again", async () => {
  const { result } = await call("alice", { what: "paper" });
  const answer = await call("alice", { what: "passports" }, { ...yes, requestState: result?.requestState });
  expect(answer.result?.resultType).toBe("input_required");
  expect(done).toEqual([]);
});

test("an answer without our question behind it counts for nothing", async () => {
  expect((await call("alice", { what: "paper" }, yes)).result?.resultType).toBe("input_required");
  expect(done).toEqual([]);
});

test("somebody else's agreement, and an edited one, are refused", async () => {
  const { result } = await call("alice", { what: "paper" });
  const state = result?.requestState ?? "";
  expect((await call("bob", { what: "paper" }, { ...yes, requestState: state })).error?.code).toBe(-32_602);
  const edited = `${state.slice(0, 20)}${state[20] === "A" ? "B" : "A"}${state.slice(21)}`;
  expect((await call("alice", { what: "paper" }, { ...yes, requestState: edited })).error?.code).toBe(-32_602);
  expect(done).toEqual([]);
});
