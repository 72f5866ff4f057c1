import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, registerClient } from "../auth/support/client.ts";
import { type Edge, startEdge } from "../auth/support/edge.ts";

let edge: Edge;
let token: string;
beforeAll(async () => {
  edge = await startEdge({ baseUrl: "https://mcp.example.com/redmine" });
  token = (await connect(edge, await registerClient(edge))).access_token;
});
afterAll(() => edge.stop());

const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "search_issues", arguments: {} } };
const send = (body: unknown, path = "/mcp") => edge.postJson(path, body, { authorization: `Bearer ${token}` });

describe("an address with a slash at the end", () => {
  test("is the MCP endpoint too", async () => {
    expect((await send(call, "/mcp/")).status).toBe(200);
    expect((await edge.postJson("/mcp/", call)).headers.get("www-authenticate")).toContain("resource_metadata=");
  });

  test.each(["/", "/connections/", "/health/", "/.well-known/oauth-protected-resource/"])(
    "%s is found",
    async (path) => {
      expect((await edge.get(path)).status).toBe(200);
    },
  );
});

describe("a client at a wrong address is told the right one", () => {
  test.each([
    ["POST", "/"],
    ["POST", "/sse"],
    ["GET", "/sse"],
    ["POST", "/messages"],
    ["POST", "/mcp/v1"],
    ["PUT", "/nothing"],
  ])("%s %s", async (method, path) => {
    const headers = { accept: "application/json, text/event-stream" };
    const response = await edge.fetch(new Request(edge.baseUrl + path, { method, headers }));

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error_description: expect.stringContaining("https://mcp.example.com/redmine/mcp"),
    });
  });
});

test("a person at a wrong address gets a page", async () => {
  const response = await edge.get("/nothing/here", { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });

  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toMatch(/^text\/html/);
  const page = await response.text();
  expect(page).toContain("There is no such page");
  expect(page).not.toContain("nothing/here");
});

describe("what is no JSON-RPC message is refused", () => {
  test.each([
    ["nothing but a brace", {}],
    ["a message without a version", { id: 1, method: "tools/list" }],
    ["a message of JSON-RPC 1.0", { jsonrpc: "1.0", id: 1, method: "tools/list" }],
    ["an id without a method", { jsonrpc: "2.0", id: 1 }],
    ["an id that is null", { jsonrpc: "2.0", id: null, method: "tools/list" }],
    ["an id that is an object", { jsonrpc: "2.0", id: {}, method: "tools/list" }],
    ["a method that is a number", { jsonrpc: "2.0", id: 1, method: 7 }],
    ["parameters that are a list", { jsonrpc: "2.0", id: 1, method: "tools/list", params: [] }],
    ["a result without an id", { jsonrpc: "2.0", result: {} }],
    ["an answer without result or error", { jsonrpc: "2.0", id: 1, result: 5 }],
    ["a text", "tools/list"],
    ["a number", 7],
    ["null", null],
    ["a list", [call]],
  ])("%s", async (_, body) => {
    const response = await send(body);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32_600 } }]);
  });

  test.each([
    ["a notification", { jsonrpc: "2.0", method: "notifications/initialized" }],
    ["an answer to a question of ours", { jsonrpc: "2.0", id: 1, result: {} }],
    ["an error in answer to a question of ours", { jsonrpc: "2.0", id: "a", error: { code: -1, message: "no" } }],
  ])("%s is taken", async (_, body) => {
    expect((await send(body)).status).toBe(202);
  });
});
