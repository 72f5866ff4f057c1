import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { overKeyv } from "../../src/store/over-keyv.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const minute = 60_000;
let directory: string;
let path: string;

beforeEach(() => {
  directory = temporaryFolder();
  path = join(directory, "x.db");
});

afterEach(() => rmSync(directory, { recursive: true }));

async function open(lockWaitMs?: number): Promise<Store> {
  const patience = lockWaitMs === undefined ? {} : { lockWaitMs };
  return overKeyv(await openSqlite(path, { now: Date.now, onError() {}, ...patience }), Date.now);
}

/** Another process takes the write lock; answers with how to make it let go. */
async function lockFromOutside(): Promise<() => Promise<void>> {
  const holder = fork(new URL("lock-holder.ts", import.meta.url), [path], { execArgv: [] });
  await once(holder, "message");
  return async () => {
    const gone = once(holder, "exit");
    holder.send("let go");
    await gone;
  };
}

it("a lock held by another process for a second delays writes and nothing else", async () => {
  const store = await open();
  await store.set("grant", "there", "old", minute);
  const letGo = await lockFromOutside();
  const lockedAt = performance.now();

  const writes = Promise.all([
    store.set("grant", "set", "x", minute),
    store.add("grant", "add", "x", minute),
    store.replace("grant", "there", "new", minute),
    store.delete("grant", "missing"),
  ]).then((answers) => ({ answers, after: performance.now() - lockedAt }));

  let longestGap = 0;
  let slowestRead = 0;
  for (let last = performance.now(); last - lockedAt < 1_000; ) {
    const before = performance.now();
    expect(await store.get("grant", "there")).toBe("old");
    slowestRead = Math.max(slowestRead, performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 5));
    longestGap = Math.max(longestGap, performance.now() - last);
    last = performance.now();
  }
  await letGo();

  const { answers, after } = await writes;
  expect(answers).toEqual([undefined, true, true, false]);
  expect(after).toBeGreaterThan(1_000);
  expect(await store.get("grant", "there")).toBe("new");
  // A blocked event loop would show a gap of a second; the rest is room for a busy machine.
  expect(longestGap).toBeLessThan(300);
  expect(slowestRead).toBeLessThan(300);
  await store.close();
});

it("writes that waited for a lock happen in the order in which they were asked for", async () => {
  const store = await open();
  const letGo = await lockFromOutside();
  const writes = Array.from({ length: 20 }, (_, i) => store.set("grant", "k", String(i), minute));
  await letGo();
  await Promise.all(writes);
  expect(await store.get("grant", "k")).toBe("19");
  await store.close();
});

it("a lock that outlasts our patience is a store that is unavailable, until it is released", async () => {
  const store = await open(200);
  const letGo = await lockFromOutside();
  const started = performance.now();
  const outcomes = await Promise.allSettled([
    store.set("grant", "k", "x", minute),
    store.add("grant", "k", "x", minute),
    store.replace("grant", "k", "x", minute),
    store.delete("grant", "k"),
  ]);
  expect(performance.now() - started).toBeLessThan(1_500);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  }

  await letGo();
  expect(await store.get("grant", "k")).toBeUndefined();
  expect(await store.add("grant", "k", "x", minute)).toBe(true);
  await store.close();
});

it("closing does not wait for a lock", async () => {
  const store = await open();
  const letGo = await lockFromOutside();
  const write = expect(store.set("grant", "k", "x", minute)).rejects.toThrow(StoreUnavailable);
  await store.close();
  await write;
  await letGo();
});
