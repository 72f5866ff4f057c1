import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createClient } from "@keyv/redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { loopbackCertificate } from "../support/loopback-certificate.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";

const minute = 60_000;
let redis: RedisServer;
let store: Store;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  redis = await startRedis();
  store = await openStore(redis.url);
  client = createClient({ url: redis.url });
  await client.connect();
});

afterAll(async () => {
  await client.close();
  await store.close();
  await redis.stop();
});

it("keeps each value as it is under our own prefix, whichever call wrote it", async () => {
  await store.set("a", "set", "value of set", minute);
  await store.add("b", "add", "value of add", minute);
  await store.set("c", "replace", "x", 1_000);
  await store.replace("c", "replace", "value of replace", minute);
  const keys = ["redmine-fastmcp:a:set", "redmine-fastmcp:b:add", "redmine-fastmcp:c:replace"];
  expect((await client.keys("*")).sort()).toEqual(keys);
  expect(await client.mGet(keys)).toEqual(["value of set", "value of add", "value of replace"]);

  for (const key of keys) {
    const left = await client.pTTL(key);
    expect(left).toBeLessThanOrEqual(minute);
    expect(left).toBeGreaterThan(minute - 5_000);
  }
});

it("lets Redis count the lifetime, however wrong our clock is", async () => {
  const wrong = await openStore(redis.url, { now: () => 1_000 });
  await wrong.set("clock", "k", "x", minute);
  expect(await wrong.get("clock", "k")).toBe("x");
  expect(await client.pTTL("redmine-fastmcp:clock:k")).toBeGreaterThan(minute - 5_000);
  await wrong.close();
});

it("does not see other applications' keys", async () => {
  await client.set("grant:foreign", "x");
  await client.set("other:grant:foreign", "x");
  expect(await store.get("grant", "foreign")).toBeUndefined();
  const keys: string[] = [];
  for await (const key of store.keys("grant")) keys.push(key);
  expect(keys).toEqual([]);
});

it("uses the database that the URL names", async () => {
  const second = await openStore(`${redis.url}/2`);
  await second.set("grant", "k", "in database 2", minute);
  expect(await store.get("grant", "k")).toBeUndefined();
  expect(await second.get("grant", "k")).toBe("in database 2");
  await second.close();
});

it("speaks TLS to rediss://, and only to a server whose certificate it trusts", async () => {
  const secured = await startRedis({ tls: true });
  await expect(openStore(secured.url)).rejects.toThrow(StoreUnavailable);

  const before = getCACertificates("default");
  setDefaultCACertificates([...before, loopbackCertificate.cert]);
  const trusted = await openStore(secured.url);
  setDefaultCACertificates(before);
  await trusted.set("grant", "k", "x", minute);
  expect(await trusted.get("grant", "k")).toBe("x");
  await trusted.close();

  await expect(openStore(secured.url.replace("rediss:", "redis:"))).rejects.toThrow(StoreUnavailable);
  await secured.stop();
});
