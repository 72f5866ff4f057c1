import { expect, test } from "vitest";
import { readDocument } from "../../../src/auth/client-metadata/read-document.ts";

const url = new URL("https://client.example/client.json");
const document = {
  client_id: url.href,
  client_name: "Example",
  redirect_uris: ["http://127.0.0.1/callback"],
};
const read = (change: object, configured: readonly string[] = []) =>
  readDocument(JSON.stringify({ ...document, ...change }), url, configured);

test("a document makes a client whose host is proven", () => {
  expect(read({})).toEqual({
    client: {
      id: url.href,
      name: "Example",
      redirectUris: ["http://127.0.0.1/callback"],
      verifiedHost: "client.example",
    },
  });
});

test.each([
  ["another client's id", { client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata" }, "other_client_id"],
  ["an id that only looks the same", { client_id: "https://client.example/Client.json" }, "other_client_id"],
  ["no id", { client_id: undefined }, "incomplete"],
  ["no name", { client_name: undefined }, "incomplete"],
  ["a name of spaces", { client_name: " \u200b " }, "incomplete"],
  ["no redirect", { redirect_uris: [] }, "incomplete"],
  ["redirects that are no list", { redirect_uris: "http://127.0.0.1/callback" }, "incomplete"],
  ["a secret in it", { client_secret: "hush" }, "shared_secret"],
  ["a secret for a method", { token_endpoint_auth_method: "client_secret_basic" }, "shared_secret"],
  ["a secret, post", { token_endpoint_auth_method: "client_secret_post" }, "shared_secret"],
  ["a key and nothing else", { token_endpoint_auth_method: "private_key_jwt" }, "needs_private_key"],
  ["a certificate", { token_endpoint_auth_method: "tls_client_auth" }, "needs_private_key"],
])("%s: refused", (_, change, unusable) => {
  expect(read(change)).toEqual({ unusable });
});

test.each(["", "[]", "null", '"x"', "{", "{}", "<html>"])("%j is no document", (text) => {
  expect(readDocument(text, url, [])).toHaveProperty("unusable");
});

test("who prefers a key and lists none beside it is a public client here, as ChatGPT does", () => {
  const change = {
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
    jwks_uri: "https://client.example/jwks.json",
  };
  expect(read(change)).toHaveProperty("client.id", url.href);
});

test("redirects that this server sends no codes to are left out", () => {
  const redirect_uris = [
    "https://client.example/callback",
    "http://localhost:7777/cb",
    "javascript:alert(1)",
    "http://192.168.1.5/callback",
    "https://claude.ai/api/mcp/auth_callback",
    "myapp://callback",
  ];
  expect(read({ redirect_uris })).toHaveProperty("client.redirectUris", [
    "http://localhost:7777/cb",
    "https://claude.ai/api/mcp/auth_callback",
  ]);
  expect(read({ redirect_uris }, ["https://client.example/callback"])).toHaveProperty("client.redirectUris", [
    "https://client.example/callback",
    "http://localhost:7777/cb",
    "https://claude.ai/api/mcp/auth_callback",
  ]);
});

test("the name is one line of what can be seen", () => {
  expect(read({ client_name: "Claude\u202e\n<b>edu</b>" })).toHaveProperty("client.name", "Claude <b>edu</b>");
  expect(read({ client_name: "x".repeat(500) })).toHaveProperty("client.name", `${"x".repeat(79)}…`);
});
