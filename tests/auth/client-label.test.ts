import { expect, test } from "vitest";
import { clientLabels } from "../../src/auth/client-names.ts";
import { register } from "../../src/auth/clients.ts";

const configured = ["https://chat.example.com/callback", "com.example.app:/callback"];
const labelOf = clientLabels(configured);

function registered(...redirect_uris: string[]): string {
  const result = register({ client_name: "Free words of a stranger", redirect_uris }, configured);
  return "ok" in result ? result.ok.id : "";
}

test.each([
  ["https://claude.ai/api/mcp/auth_callback", "Claude", "Claude"],
  ["http://127.0.0.1:4711/callback", "loopback", "loopback"],
  ["https://chat.example.com/callback", "chat.example.com", "configured"],
  ["com.example.app:/callback", "com.example.app:", "configured"],
])("a registration is told by where its codes go: %s is %s", (redirect, name, kind) => {
  expect(labelOf(registered(redirect))).toEqual({ name, kind });
});

test.each([
  ["https://claude.ai/oauth/claude-code-client-metadata", "Claude Code", "Claude Code"],
  ["https://chatgpt.com/oauth/some-connector/client.json", "ChatGPT", "ChatGPT"],
  ["https://client.example.org/metadata.json", "client.example.org", "document"],
])("a metadata document is told by its maker or host: %s is %s", (id, name, kind) => {
  expect(labelOf(id)).toEqual({ name, kind });
});

test("what is no client's id is not repeated", () => {
  for (const id of ["", "free words", "dcr.free-words", `${registered("http://localhost/cb")}x`]) {
    expect(labelOf(id).name).toBe("unknown");
  }
});
