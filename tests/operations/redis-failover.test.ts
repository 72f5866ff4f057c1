import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { listed } from "../store/listed.ts";
import {
  groupPasswords,
  type RedisGroup,
  replicasOf,
  startCluster,
  startSentinelGroup,
} from "../support/redis-group.ts";
import { trustLoopback } from "../support/trust-loopback.ts";

const minute = 60_000;
const failsOverWithin = { timeout: 20_000, interval: 50 };

describe.each([
  ["Sentinel", startSentinelGroup],
  ["Cluster", startCluster],
])("Redis with %s", (kind, start) => {
  let group: RedisGroup;
  let store: Store;
  const told: Error[] = [];

  beforeAll(async () => {
    group = await start();
    store = await openStore(group.url, { onError: (error) => told.push(error) });
  }, 60_000);

  afterAll(async () => {
    await store?.close();
    await group?.stop();
  });

  it("lists the keys of every master once", async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
    await Promise.all(keys.map((key) => store.set("many", key, "x", minute)));
    expect((await listed(store.keys("many"))).sort()).toEqual(keys.sort());
    await store.ping();
  });

  /** Another server has taken the key over, and the store uses it. */
  const comesBack = () => vi.waitFor(() => store.set("probe", "k", "x", minute), failsOverWithin);

  it("keeps what was answered, and single use, when the master is killed in the same moment", async () => {
    await store.add("spent", "k", "first", minute);
    await store.set("grant", "ended", "x", minute);
    expect(await store.delete("grant", "ended")).toBe(true);
    expect(await store.add("spent", "late", "winner", minute)).toBe(true);
    const master = await group.masterOf("spent:late");
    await master.kill();

    const outcomes: unknown[] = [];
    await vi.waitFor(async () => {
      const outcome = await store.add("spent", "late", "second", minute).catch((error: unknown) => error);
      outcomes.push(outcome);
      expect(outcome).toBe(false);
    }, failsOverWithin);
    expect(outcomes.slice(0, -1).every((outcome) => outcome instanceof StoreUnavailable)).toBe(true);
    await comesBack();
    expect(await store.get("spent", "late")).toBe("winner");
    expect(await store.get("spent", "k")).toBe("first");
    expect(await store.replace("grant", "ended", "y", minute)).toBe(false);

    expect(told.length).toBeGreaterThan(0);
    const words = inspect([told, outcomes], { depth: 9, showHidden: true });
    for (const password of groupPasswords) expect(words).not.toContain(password);
    await master.restart();
  }, 60_000);

  it("does not go back to a master that stood still while another took over", async () => {
    await comesBack();
    await store.set("grant", "frozen", "before", minute);
    const master = await group.masterOf("grant:frozen");
    master.pause();
    await vi.waitFor(() => store.set("grant", "frozen", "after", minute), failsOverWithin);
    master.resume();
    for (let tries = 0; tries < 20; tries += 1) {
      const value = await store.get("grant", "frozen").catch(() => "after"); // unavailable is no wrong answer
      expect(value).toBe("after");
    }
    expect(await store.replace("grant", "frozen", "later", minute)).toBe(true);
  }, 60_000);

  it("refuses a wrong password in words that do not repeat it", async () => {
    const error = await openStore(group.url.replace(/:[^:]*@/, ":wrong-password@")).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(String(error)).toMatch(/WRONGPASS|invalid/i);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("wrong-password");
  });

  if (kind !== "Sentinel") return; // a cluster has none

  it("says that no Sentinel knows the master, or lets us in", async () => {
    await expect(openStore(group.url.replace("/main?", "/other?"))).rejects.toThrow(
      /Redis master “other” of Sentinel .*no Sentinel names a master “other”.*No such master/,
    );
    const error = await openStore(group.url.replace("sentinels-own", "wrong-word")).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/WRONGPASS|NOAUTH/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("wrong-word");
  });
});

describe("a master with one replica", () => {
  it("refuses writes while the replica is silent, and takes them when it is gone", async () => {
    const group = await startSentinelGroup({ replicas: 1, sentinels: 1 });
    const store = await openStore(group.url);
    try {
      await store.set("grant", "k", "x", minute);
      const [master, replica] = group.servers;
      if (!master) throw new Error("no server");
      replica?.pause();
      await expect(store.set("grant", "k", "y", minute)).rejects.toThrow(/no replica confirmed a write/);
      expect(await store.get("grant", "k")).toBeDefined();
      replica?.resume();

      await replica?.kill();
      await vi.waitFor(() => store.set("grant", "k", "z", minute), failsOverWithin);
      expect(await store.get("grant", "k")).toBe("z");

      await replica?.restart();
      await vi.waitFor(async () => expect(await replicasOf(master)).toBe(1), failsOverWithin);
      replica?.pause();
      await expect(store.set("grant", "k", "lost", minute)).rejects.toThrow(StoreUnavailable);
      replica?.resume();
    } finally {
      await store.close();
      await group.stop();
    }
  }, 60_000);
});

describe.each([
  ["Redis with Sentinel", () => startSentinelGroup({ tls: true })],
  ["Redis with Cluster", () => startCluster({ tls: true })],
])("%s with TLS", (_, start) => {
  let group: RedisGroup;

  beforeAll(async () => {
    trustLoopback();
    group = await start();
  }, 60_000);
  afterAll(() => group?.stop());

  it("is spoken to with TLS alone, also after another master has taken over", async () => {
    await expect(openStore(group.url.replace("rediss", "redis"))).rejects.toThrow(StoreUnavailable);
    const store = await openStore(group.url);
    try {
      await store.set("grant", "k", "before", minute);
      const master = await group.masterOf("grant:k");
      await master.kill();
      await vi.waitFor(() => store.replace("grant", "k", "after", minute), failsOverWithin);
      expect(await store.get("grant", "k")).toBe("after");
      expect(await group.masterOf("grant:k")).not.toBe(master);
    } finally {
      await store.close();
    }
  }, 60_000);
});
