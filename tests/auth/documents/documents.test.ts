import { expect, onTestFinished, test } from "vitest";
import { createDocuments, type DocumentsOptions } from "../../../src/auth/documents/documents.ts";
import type { Fetched } from "../../../src/auth/documents/fetch-document.ts";
import { knownClients } from "../../../src/auth/known-clients.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { publicAddress } from "../../support/document-server.ts";

const id = "https://client.example/client.json";
const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const unreachable = { problem: "client_unreachable" };
const unusable = { problem: "client_unusable" };

function documentOf(clientId: string, change: object = {}): Fetched {
  const document = { client_id: clientId, client_name: "Example", redirect_uris: ["http://127.0.0.1/cb"], ...change };
  return { status: 200, contentType: "application/json", cacheControl: "", age: "", body: JSON.stringify(document) };
}

/** Documents whose network is a table, with a clock to turn. */
async function setUp(options: Partial<DocumentsOptions> = {}, given?: Store) {
  const store = given ?? (await openStore("memory:"));
  if (!given) onTestFinished(() => store.close());
  const asked: string[] = [];
  const outcomes: string[] = [];
  const network = {
    time: 1_000_000,
    answer: async (url: URL): Promise<Fetched> => documentOf(url.href),
    addresses: [publicAddress] as readonly string[],
  };
  const find = createDocuments({
    store,
    now: () => network.time,
    knownClients: [],
    configuredRedirects: [],
    resolve: async () => network.addresses,
    fetch: async (url) => {
      asked.push(url.href);
      return network.answer(url);
    },
    report: (outcome) => outcomes.push(outcome),
    ...options,
  });
  return { store, find, asked, outcomes, network };
}

test("a client is found by its document, with the host that proves it", async () => {
  const { find } = await setUp();

  expect(await find(id)).toEqual({
    id,
    name: "Example",
    redirectUris: ["http://127.0.0.1/cb"],
    verifiedHost: "client.example",
  });
});

test("what is no document URL is not asked for", async () => {
  const { find, asked } = await setUp();

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
  const { find, asked, network } = await setUp();
  network.addresses = addresses;

  expect(await find(id)).toEqual(unreachable);
  expect(asked).toEqual([]);
});

test("a name that rebinds after the check: the connection has the checked addresses and the name is asked once", async () => {
  const answers = [[publicAddress, "2606:4700::1"], ["127.0.0.1"], ["10.0.0.1"]];
  let lookups = 0;
  const connectedTo: (readonly string[])[] = [];
  const { find } = await setUp({
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
  const { find, network } = await setUp();
  network.answer = async (url) => ({ ...documentOf(url.href), ...change });

  expect(await find(id)).toEqual(unreachable);
});

test.each(["application/json; charset=utf-8", "APPLICATION/JSON", "application/cimd+json"])(
  "%s is JSON",
  async (type) => {
    const { find, network } = await setUp();
    network.answer = async (url) => ({ ...documentOf(url.href), contentType: type });

    expect(await find(id)).toHaveProperty("name", "Example");
  },
);

test.each([
  ["of another client", { client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata" }],
  ["with a secret", { client_secret: "x" }],
  ["of a client that needs its key", { token_endpoint_auth_method: "private_key_jwt" }],
])("a document %s is unusable, and the page says so", async (_, change) => {
  const { find, network } = await setUp();
  network.answer = async (url) => documentOf(url.href, change);

  expect(await find(id)).toEqual(unusable);
});

test("a host that does not answer costs five seconds at most", { timeout: 12_000 }, async () => {
  const { find, network } = await setUp();
  network.answer = () => new Promise(() => undefined);
  const began = performance.now();

  expect(await find(id)).toEqual(unreachable);
  expect(performance.now() - began).toBeGreaterThan(4_500);
  expect(performance.now() - began).toBeLessThan(7_000);
});

test("fetched once while fresh, again after", async () => {
  const { find, asked, network } = await setUp();
  network.answer = async (url) => ({ ...documentOf(url.href), cacheControl: "max-age=600" });

  await find(id);
  network.time += 9 * minute;
  await find(id);
  expect(asked).toHaveLength(1);
  network.time += 2 * minute;
  await find(id);
  expect(asked).toHaveLength(2);
});

test("a change is seen when the old copy is no longer fresh", async () => {
  const { find, network } = await setUp();
  await find(id);
  network.answer = async (url) => documentOf(url.href, { client_name: "Renamed" });

  network.time += 30 * minute;
  expect(await find(id)).toHaveProperty("name", "Example");
  network.time += 31 * minute;
  expect(await find(id)).toHaveProperty("name", "Renamed");
});

test("asked for by many at once, it is fetched once", async () => {
  const { find, asked } = await setUp();

  const all = await Promise.all(Array.from({ length: 50 }, () => find(id)));
  expect(new Set(all.map((client) => JSON.stringify(client))).size).toBe(1);
  expect(asked).toHaveLength(1);
});

test("while its host is away the old copy serves for seven days, and the host is asked now and then", async () => {
  const { find, asked, network } = await setUp();
  await find(id);
  network.answer = async () => {
    throw new Error("away");
  };

  network.time += 2 * 60 * minute;
  expect(await find(id)).toHaveProperty("verifiedHost", "client.example");
  expect(await find(id)).toHaveProperty("verifiedHost", "client.example");
  expect(asked).toHaveLength(2);
  network.time += minute;
  await find(id);
  expect(asked).toHaveLength(3);
  network.time += 7 * day;
  expect(await find(id)).toEqual(unreachable);
});

test("a document that was taken away or went bad is not served any longer", async () => {
  for (const change of [{ status: 404 }, { status: 410 }, { body: "{}" }]) {
    const { find, network } = await setUp();
    await find(id);
    network.answer = async (url) => ({ ...documentOf(url.href), ...change });

    network.time += 2 * 60 * minute;
    expect(await find(id)).toEqual(unusable);
  }
});

test("after a restart with its host away, the store's copy serves, but its name counts as claimed", async () => {
  const first = await setUp();
  await first.find(id);

  const second = await setUp({ fetch: async () => Promise.reject(new Error("away")) }, first.store);
  expect(await second.find(id)).toEqual({
    id,
    name: "Example",
    redirectUris: ["http://127.0.0.1/cb"],
    verifiedHost: undefined,
  });
});

test("a row edited by hand cannot lend a client's name to a redirect elsewhere, or replace what the host says", async () => {
  const first = await setUp();
  await first.find(id);
  const [slot = ""] = await Array.fromAsync(first.store.keys("cimd"));
  const row = JSON.parse((await first.store.get("cimd", slot)) ?? "{}");
  const evil = { client_id: id, client_name: "Evil", redirect_uris: ["https://evil.example/cb", "http://127.0.0.1/x"] };
  await first.store.set("cimd", slot, JSON.stringify({ ...row, document: JSON.stringify(evil) }), day);

  const reachable = await setUp({}, first.store);
  expect(await reachable.find(id)).toHaveProperty("name", "Example");
  await first.store.set("cimd", slot, JSON.stringify({ ...row, document: JSON.stringify(evil) }), day);
  const away = await setUp({ fetch: async () => Promise.reject(new Error("away")) }, first.store);
  expect(await away.find(id)).toEqual({
    id,
    name: "Evil",
    redirectUris: ["http://127.0.0.1/x"],
    verifiedHost: undefined,
  });
});

test("a failure is not asked about again for half a minute", async () => {
  const { find, asked, network } = await setUp();
  network.answer = async () => {
    throw new Error("away");
  };
  for (let times = 0; times < 20; times++) expect(await find(id)).toEqual(unreachable);
  expect(asked).toHaveLength(1);

  network.time += 31 * second;
  network.answer = async (url) => documentOf(url.href);
  expect(await find(id)).toHaveProperty("name", "Example");
});

test("a flood of URLs of one host makes us fetch little, and of many hosts not much more", async () => {
  const { find, asked } = await setUp();

  for (let n = 0; n < 200; n++) await find(`https://victim.example/${n}`);
  expect(asked.length).toBe(20);
  for (let n = 0; n < 1_000; n++) await find(`https://host${n}.example/c`);
  expect(asked.length).toBe(120);
});

test("never more than eight connections at once, and two to one host", async () => {
  const { find, network, asked, outcomes } = await setUp();
  const waiting: (() => void)[] = [];
  network.answer = (url) => new Promise((resolve) => waiting.push(() => resolve(documentOf(url.href))));

  const found = [
    ...Array.from({ length: 10 }, (_, n) => find(`https://one.example/${n}`)),
    ...Array.from({ length: 20 }, (_, n) => find(`https://host${n}.example/c`)),
  ];
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked.filter((url) => url.includes("one.example"))).toHaveLength(2);
  expect(asked).toHaveLength(8);
  for (const go of waiting) go();
  await Promise.all(found);
  expect(outcomes.filter((outcome) => outcome === "busy")).toHaveLength(22);
});

test("who was turned away for a moment is served in the next", async () => {
  const { find, network } = await setUp();
  const waiting: (() => void)[] = [];
  network.answer = (url) => new Promise((resolve) => waiting.push(() => resolve(documentOf(url.href))));
  const first = [find("https://one.example/1"), find("https://one.example/2")];
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(await find("https://one.example/3")).toEqual(unreachable);
  for (const go of waiting) go();
  await Promise.all(first);
  network.answer = async (url) => documentOf(url.href);
  expect(await find("https://one.example/3")).toHaveProperty("name", "Example");
});

test("ten thousand documents leave at most 4,096 small records in the store", { timeout: 60_000 }, async () => {
  const { find, store, network, asked } = await setUp();

  for (let n = 0; n < 10_000; n++) {
    if (n % 100 === 0) network.time += 2 * minute;
    await find(`https://host${n}.example/c`);
  }
  expect(asked).toHaveLength(10_000);
  const keys = await Array.fromAsync(store.keys("cimd"));
  expect(keys.length).toBeLessThanOrEqual(4_096);
});

test("the well-known clients' documents are built in: nothing is asked", async () => {
  const { find, asked } = await setUp({ knownClients });

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
  const { find, asked } = await setUp({ knownClients });

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
