import { expect, test } from "vitest";
import { documentOf, documentsWithoutNetwork } from "../../support/documents.ts";

const id = "https://client.example/client.json";
const second = 1_000;
const minute = 60_000;
const day = 24 * 60 * minute;
const unreachable = { problem: "client_unreachable" };
const unusable = { problem: "client_unusable" };

test("fetched once while fresh, again after", async () => {
  const { find, asked, network } = await documentsWithoutNetwork();
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
  const { find, network } = await documentsWithoutNetwork();
  await find(id);
  network.answer = async (url) => documentOf(url.href, { client_name: "Renamed" });

  network.time += 30 * minute;
  expect(await find(id)).toHaveProperty("name", "Example");
  network.time += 31 * minute;
  expect(await find(id)).toHaveProperty("name", "Renamed");
});

test("while its host is away the old copy serves for seven days, and the host is asked now and then", async () => {
  const { find, asked, network } = await documentsWithoutNetwork();
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
    const { find, network } = await documentsWithoutNetwork();
    await find(id);
    network.answer = async (url) => ({ ...documentOf(url.href), ...change });

    network.time += 2 * 60 * minute;
    expect(await find(id)).toEqual(unusable);
  }
});

test("after a restart with its host away, the store's copy serves, but its name counts as claimed", async () => {
  const first = await documentsWithoutNetwork();
  await first.find(id);

  const second = await documentsWithoutNetwork({ fetch: async () => Promise.reject(new Error("away")) }, first.store);
  expect(await second.find(id)).toEqual({
    id,
    name: "Example",
    redirectUris: ["http://127.0.0.1/cb"],
    verifiedHost: undefined,
  });
});

test("a row edited by hand cannot lend a client's name to a redirect elsewhere, or replace what the host says", async () => {
  const first = await documentsWithoutNetwork();
  await first.find(id);
  const [slot = ""] = await Array.fromAsync(first.store.keys("cimd"));
  const row = JSON.parse((await first.store.get("cimd", slot)) ?? "{}");
  const evil = { client_id: id, client_name: "Evil", redirect_uris: ["https://evil.example/cb", "http://127.0.0.1/x"] };
  await first.store.set("cimd", slot, JSON.stringify({ ...row, document: JSON.stringify(evil) }), day);

  const reachable = await documentsWithoutNetwork({}, first.store);
  expect(await reachable.find(id)).toHaveProperty("name", "Example");
  await first.store.set("cimd", slot, JSON.stringify({ ...row, document: JSON.stringify(evil) }), day);
  const away = await documentsWithoutNetwork({ fetch: async () => Promise.reject(new Error("away")) }, first.store);
  expect(await away.find(id)).toEqual({
    id,
    name: "Evil",
    redirectUris: ["http://127.0.0.1/x"],
    verifiedHost: undefined,
  });
});

test("a failure is not asked about again for half a minute", async () => {
  const { find, asked, network } = await documentsWithoutNetwork();
  network.answer = async () => {
    throw new Error("away");
  };
  for (let times = 0; times < 20; times++) expect(await find(id)).toEqual(unreachable);
  expect(asked).toHaveLength(1);

  network.time += 31 * second;
  network.answer = async (url) => documentOf(url.href);
  expect(await find(id)).toHaveProperty("name", "Example");
});
