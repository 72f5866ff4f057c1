import { expect, test } from "vitest";
import { postMcp, toolCall } from "../support/post-mcp.ts";
import { connect, world } from "../support/visit-connections.ts";
import type { World } from "../support/world.ts";

/** A person whose sign-in has ended in Redmine, which this server cannot know yet. */
async function deauthorised(how: (at: World) => void = (at) => at.sample.revokeTokens(at.people.alice.id)) {
  const at = await world();
  const alice = await connect(at, "alice");
  how(at);
  await at.restart(); // nobody remembers a check of a moment ago
  return { at, token: alice.kept.tokens?.access_token };
}

const read = (method: string, params: object) => ({ jsonrpc: "2.0", id: 1, method, params });
const modern = (method: string, params: object) =>
  read(method, {
    ...params,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "x", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  });
const modernHeaders = (method: string, name: string) => ({
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  "mcp-name": name,
});

test.each([
  ["a reading tool", toolCall("get_issue_details", { issue_id: 61 }), {}],
  ["a writing tool", toolCall("update_issue", { issue_id: 61, notes: "x" }), {}],
  ["a resource", read("resources/read", { uri: "redmine://users/me" }), {}],
  ["a prompt", read("prompts/get", { name: "summarize_ticket", arguments: { issue_id: "61" } }), {}],
  [
    "a completion",
    read("completion/complete", {
      ref: { type: "ref/prompt", name: "draft_bug_report" },
      argument: { name: "project_id", value: "a" },
    }),
    {},
  ],
  [
    "a tool of MCP 2026-07-28",
    modern("tools/call", { name: "get_issue_details", arguments: { issue_id: 61 } }),
    modernHeaders("tools/call", "get_issue_details"),
  ],
])(
  "the first call of %s after the sign-in ended in Redmine is 401, so that the client signs in again",
  async (_, message, headers) => {
    const { at, token } = await deauthorised();

    const response = await postMcp(at.mcpUrl, token, message, { headers: headers as Record<string, string> });

    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer resource_metadata=".*", error="invalid_token"$/);
  },
);

test("an answer that streams already says it as a tool error", async () => {
  const { at, token } = await deauthorised();
  const message = toolCall("get_issue_details", { issue_id: 61 }, { progressToken: 1 });

  const response = await postMcp(at.mcpUrl, token, message);

  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("isError")]);
});

test("a Redmine that is down is no reason to sign in again", async () => {
  const { at, token } = await deauthorised((other) => other.sample.down("500"));

  const response = await postMcp(at.mcpUrl, token, toolCall("get_issue_details", { issue_id: 61 }));

  expect(response.status).toBe(200);
});
