import { expect, test } from "vitest";
import { knownClients } from "../../../src/auth/known-clients.ts";
import { publicAddress } from "../../support/document-server.ts";
import { documentOf, documentsWithoutNetwork } from "../../support/documents.ts";

const id = "https://client.example/client.json";
const unreachable = { problem: "client_unreachable" };
const unusable = { problem: "client_unusable" };

test("a client is found by its document, with the host that proves it", async () => {
  const { find } = await documentsWithoutNetwork();

  expect(await find(id)).toEqual({
    id,
    name: "Example",
    redirectUris: ["http://127.0.0.1/cb"],
    verifiedHost: "client.example",
  });
});

test("what is no document URL is not asked for", async () => {
  const { find, asked } = await documentsWithoutNetwork();

  for (const none of ["", "dcr.x", "http://client.example/c", "https://127.0.0.1/c", "https://client.example:8443/c"]) {
    expect(await find(none)).toBeUndefined();
  }
  expect(asked).toEqual([]);
});

test.each([
  ["a private address", ["10.0.0.1"]],
  ["the cloud's metadata address", ["169.254.169.254"]],
  ["loopback over IPv6", ["::1"]],
  ["loopback in IPv6 clothes", ["::ffff:127.0.0.1"]],
  ["one public and one private address", [publicAddress, "192.168.0.1"]],
  ["no address", []],
])("a name with %s is never connected to", async (_, addresses) => {
  const { find, asked, network } = await documentsWithoutNetwork();
  network.addresses = addresses;

  expect(await find(id)).toEqual(unreachable);
  expect(asked).toEqual([]);
});

test("a name that rebinds after the check: the connection has the checked addresses and the name is asked once", async () => {
  const answers = [[publicAddress, "2606:4700::1"], ["127.0.0.1"], ["10.0.0.1"]];
  let lookups = 0;
  const connectedTo: (readonly string[])[] = [];
  const { find } = await documentsWithoutNetwork({
    resolve: async () => answers[lookups++] ?? [],
    fetch: async (url, addresses) => {
      connectedTo.push(addresses);
      return documentOf(url.href);
    },
  });

  expect(await find(id)).toHaveProperty("name", "Example");
  expect({ lookups, connectedTo }).toEqual({ lookups: 1, connectedTo: [[publicAddress, "2606:4700::1"]] });
});

test.each([
  ["a redirect", { status: 302, body: "" }],
  ["an error", { status: 500 }],
  ["a bot check", { status: 403 }],
  ["a page", { contentType: "text/html" }],
  ["text", { contentType: "text/plain; application/json" }],
  ["too much", { body: undefined }],
])("%s is no document: unreachable", async (_, change) => {
  const { find, network } = await documentsWithoutNetwork();
  network.answer = async (url) => ({ ...documentOf(url.href), ...change });

  expect(await find(id)).toEqual(unreachable);
});

test.each(["application/json; charset=utf-8", "APPLICATION/JSON", "application/cimd+json"])(
  "%s is JSON",
  async (type) => {
    const { find, network } = await documentsWithoutNetwork();
    network.answer = async (url) => ({ ...documentOf(url.href), contentType: type });

    expect(await find(id)).toHaveProperty("name", "Example");
  },
);

test.each([
  ["of another client", { client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata" }],
  ["with a secret", { client_secret: "x" }],
  ["of a client that needs its key", { token_endpoint_auth_method: "private_key_jwt" }],
])("a document %s is unusable, and the page says so", async (_, change) => {
  const { find, network } = await documentsWithoutNetwork();
  network.answer = async (url) => documentOf(url.href, change);

  expect(await find(id)).toEqual(unusable);
});

test("a host that does not answer costs five seconds at most", { timeout: 12_000 }, async () => {
  const { find, network } = await documentsWithoutNetwork();
  network.answer = () => new Promise(() => undefined);
  const began = performance.now();

  expect(await find(id)).toEqual(unreachable);
  expect(performance.now() - began).toBeGreaterThan(4_500);
  expect(performance.now() - began).toBeLessThan(7_000);
});

test("the well-known clients' documents are built in: nothing is asked", async () => {
  const { find, asked } = await documentsWithoutNetwork({ knownClients });

  const named = knownClients.flatMap(({ name, documents = [] }) => documents.map((at) => ({ ...at, name })));
  expect(named.length).toBeGreaterThan(5);
  for (const { clientId, name } of named) {
    const url = clientId.replace("*", "IbUR3zxyNQ16");
    const client = await find(url);
    expect(client).toMatchObject({ id: url, name, verifiedHost: new URL(url).host });
  }
  expect(asked).toEqual([]);
});

test("a document of a connector or server has that one's redirects and no other's", async () => {
  const { find, asked } = await documentsWithoutNetwork({ knownClients });

  expect(await find("https://chatgpt.com/oauth/IbUR3zxyNQ16/client.json")).toHaveProperty("redirectUris", [
    "https://chatgpt.com/connector/oauth/IbUR3zxyNQ16",
  ]);
  expect(await find("https://chatgpt.com/oauth/codex/4-bzS8rt42zJ/client.json")).toHaveProperty("redirectUris", [
    "http://127.0.0.1/callback/4-bzS8rt42zJ",
    "http://localhost/callback/4-bzS8rt42zJ",
  ]);
  expect(asked).toEqual([]);
  await find("https://chatgpt.com/oauth/a/b/c/client.json");
  expect(asked).toHaveLength(1);
});
