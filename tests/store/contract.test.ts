import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { startRedis } from "../support/redis-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { listed } from "./listed.ts";

const minute = 60_000;

interface Place {
  url: string;
  remove(): Promise<void> | void;
}

const backends: Record<string, () => Promise<Place> | Place> = {
  memory: () => ({ url: "memory:", remove() {} }),
  SQLite() {
    const directory = temporaryFolder();
    return { url: `sqlite://${directory}/x.db`, remove: () => rmSync(directory, { recursive: true }) };
  },
  async Redis() {
    const redis = await startRedis();
    return { url: redis.url, remove: () => redis.stop() };
  },
};

describe.each(Object.entries(backends))("a store in %s", (_, makePlace) => {
  let place: Place;
  let store: Store;

  beforeAll(async () => {
    place = await makePlace();
    store = await openStore(place.url);
  });

  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  it("answers with what was set last, and with undefined for what was never set", async () => {
    expect(await store.get("grant", "set")).toBeUndefined();
    await store.set("grant", "set", "first", minute);
    expect(await store.get("grant", "set")).toBe("first");
    await store.set("grant", "set", "second", minute);
    expect(await store.get("grant", "set")).toBe("second");
  });

  it("keeps namespaces apart", async () => {
    await store.set("code", "same", "of code", minute);
    await store.set("codes", "same", "of codes", minute);
    expect(await store.get("code", "same")).toBe("of code");
    expect(await store.get("access", "same")).toBeUndefined();
    expect(await store.delete("access", "same")).toBe(false);
    expect(await store.get("codes", "same")).toBe("of codes");
  });

  it("gives every value back as it was", async () => {
    const big = "ü".repeat(32 * 1024); // 64 KB
    for (const value of ["", " ", '{"value":"x","expires":1}', ":base64:AAAA", "null", big]) {
      await store.set("value", "k", value, minute);
      expect(await store.get("value", "k")).toBe(value);
      await store.replace("value", "k", `${value}.`, minute);
      expect(await store.get("value", "k")).toBe(`${value}.`);
    }
  });

  it("takes any text as a key or a value", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, async (key, value) => {
        await store.set("any", key, value, minute);
        expect(await store.get("any", key)).toBe(value);
        expect(await store.delete("any", key)).toBe(true);
        expect(await store.add("any", key, value, minute)).toBe(true);
        expect(await store.get("any", key)).toBe(value);
        expect(await store.delete("any", key)).toBe(true);
      }),
      {
        numRuns: 60,
        examples: [
          ["a\0b", "c\0d"],
          ["'); DROP TABLE records; --", "x"],
          ["*", "y"],
          ["a:b::c", "z"],
        ],
      },
    );
  });

  it("deletes once", async () => {
    await store.set("grant", "deleted", "x", minute);
    expect(await store.delete("grant", "deleted")).toBe(true);
    expect(await store.delete("grant", "deleted")).toBe(false);
    expect(await store.get("grant", "deleted")).toBeUndefined();
  });

  it("adds only where nothing is, and leaves what is there alone", async () => {
    expect(await store.add("spent", "t", "winner", minute)).toBe(true);
    expect(await store.add("spent", "t", "late", minute)).toBe(false);
    expect(await store.get("spent", "t")).toBe("winner");
    expect(await store.delete("spent", "t")).toBe(true);
    expect(await store.add("spent", "t", "next", minute)).toBe(true);
  });

  it("has one winner among many that add at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, caller) => store.add("spent", "at once", String(caller), minute)),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await store.get("spent", "at once")).toBe(String(answers.indexOf(true)));
  });

  it("replaces only what is there, and never brings back what was deleted", async () => {
    expect(await store.replace("grant", "r", "x", minute)).toBe(false);
    expect(await store.get("grant", "r")).toBeUndefined();
    await store.set("grant", "r", "old", minute);
    expect(await store.replace("grant", "r", "new", minute)).toBe(true);
    expect(await store.get("grant", "r")).toBe("new");
    await store.delete("grant", "r");
    expect(await store.replace("grant", "r", "revived", minute)).toBe(false);
    expect(await store.get("grant", "r")).toBeUndefined();
  });

  it("treats an expired record as absent in every call", async () => {
    for (const key of ["get", "delete", "replace", "add", "keys"]) await store.set("short", key, "x", 20);
    await store.set("short", "alive", "x", minute);
    await sleep(40);

    expect(await store.get("short", "get")).toBeUndefined();
    expect(await store.delete("short", "delete")).toBe(false);
    expect(await store.replace("short", "replace", "y", minute)).toBe(false);
    expect(await store.get("short", "replace")).toBeUndefined();
    expect(await store.add("short", "add", "y", minute)).toBe(true);
    expect((await listed(store.keys("short"))).sort()).toEqual(["add", "alive"]);
  });

  it("counts a lifetime from the write that set it last, whichever call that was", async () => {
    await store.set("life", "set", "x", 30);
    await store.set("life", "set", "x", minute);
    await store.add("life", "replace", "x", 30);
    await store.replace("life", "replace", "x", minute);
    await store.add("life", "shortened", "x", minute);
    await store.replace("life", "shortened", "x", 30);
    await sleep(50);

    expect(await store.get("life", "set")).toBe("x");
    expect(await store.get("life", "replace")).toBe("x");
    expect(await store.get("life", "shortened")).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses a lifetime of %s", async (ttlMs) => {
    await store.set("ttl", "there", "x", minute);
    await expect(store.set("ttl", "new", "x", ttlMs)).rejects.toThrow(RangeError);
    await expect(store.add("ttl", "new", "x", ttlMs)).rejects.toThrow(RangeError);
    await expect(store.replace("ttl", "there", "y", ttlMs)).rejects.toThrow(RangeError);
    expect(await store.get("ttl", "new")).toBeUndefined();
    expect(await store.get("ttl", "there")).toBe("x");
  });

  it("refuses a namespace that could reach into another, and an empty key", async () => {
    for (const namespace of ["", "a:b", "*", "a b"]) {
      await expect(store.get(namespace, "k")).rejects.toThrow(RangeError);
      await expect(store.set(namespace, "k", "x", minute)).rejects.toThrow(RangeError);
      await expect(listed(store.keys(namespace))).rejects.toThrow(RangeError);
    }
    await expect(store.get("grant", "")).rejects.toThrow(RangeError);
  });

  it("lists every key of a namespace once, and no other", async () => {
    const expected = Array.from({ length: 1_203 }, (_, i) => `k:${i}`);
    await Promise.all(expected.map((key) => store.set("many", key, "x", minute)));
    await store.set("manyother", "k", "x", minute);
    await store.set("man", "y", "x", minute);
    expect((await listed(store.keys("many"))).sort()).toEqual(expected.sort());
    expect(await listed(store.keys("nothing"))).toEqual([]);
  });

  it("is unavailable once it is closed, and may be closed twice", async () => {
    const closed = await openStore(place.url);
    await closed.ping();
    await closed.close();
    await closed.close();
    await expect(closed.get("grant", "k")).rejects.toThrow(StoreUnavailable);
    await expect(closed.set("grant", "k", "x", minute)).rejects.toThrow(StoreUnavailable);
    await expect(closed.add("grant", "k", "x", minute)).rejects.toThrow(StoreUnavailable);
    await expect(closed.replace("grant", "k", "x", minute)).rejects.toThrow(StoreUnavailable);
    await expect(closed.delete("grant", "k")).rejects.toThrow(StoreUnavailable);
    await expect(listed(closed.keys("grant"))).rejects.toThrow(StoreUnavailable);
    await expect(closed.ping()).rejects.toThrow(StoreUnavailable);
  });
});

it.each(["memory:", "SQLite"])("takes the time from the clock it was given, in %s", async (kind) => {
  const directory = temporaryFolder();
  let time = 1_000_000;
  const url = kind === "memory:" ? kind : `sqlite://${directory}/x.db`;
  const store = await openStore(url, { now: () => time });
  await store.set("grant", "k", "x", 3_600_000);
  await store.add("spent", "k", "x", 3_600_000);

  time += 3_599_999;
  expect(await store.get("grant", "k")).toBe("x");
  expect(await store.add("spent", "k", "y", 1)).toBe(false);
  time += 1;
  expect(await store.get("grant", "k")).toBeUndefined();
  expect(await store.delete("grant", "k")).toBe(false);
  expect(await store.add("spent", "k", "y", 1)).toBe(true);

  await store.close();
  rmSync(directory, { recursive: true });
});
