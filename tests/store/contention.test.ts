import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { startRedis } from "../support/redis-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { listed } from "./listed.ts";

const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
const minute = 60_000;
const Added = z.object({ won: z.array(z.string()), vanished: z.array(z.string()) });
const Replaced = z.object({ revived: z.array(z.string()) });

const backends = {
  SQLite() {
    const directory = temporaryFolder();
    return { url: `sqlite://${directory}/x.db`, remove: () => rmSync(directory, { recursive: true }) };
  },
  async Redis() {
    const redis = await startRedis();
    return { url: redis.url, remove: () => redis.stop() };
  },
};

let contenders: ChildProcess[];

beforeAll(async () => {
  contenders = Array.from({ length: 4 }, () => fork(new URL("contender.ts", import.meta.url), { execArgv: [] }));
  await Promise.all(contenders.map((contender) => once(contender, "message")));
});

afterAll(async () => {
  for (const contender of contenders) contender.disconnect();
  await Promise.all(contenders.map((contender) => once(contender, "exit")));
});

/** Gives all four the same order at once; answers with theirs. */
async function tellAll<T>(order: object, answer: z.ZodType<T>): Promise<T[]> {
  const answers = contenders.map((contender) => once(contender, "message"));
  for (const contender of contenders) contender.send(order);
  return (await Promise.all(answers)).map(([message]) => answer.parse(message));
}

describe.each(Object.entries(backends))("four processes on one %s", (_, makePlace) => {
  let place: { url: string; remove(): Promise<void> | void };
  let store: Store;

  beforeAll(async () => {
    place = await makePlace();
    await tellAll({ open: place.url }, z.object({})); // for SQLite this means that all of them make its table
    store = await openStore(place.url);
  });

  afterAll(async () => {
    await tellAll({ close: true }, z.object({}));
    await store.close();
    await place.remove();
  });

  async function expectOneWinnerEach(namespace: string): Promise<void> {
    const results = await tellAll({ race: "add", namespace }, Added);
    expect(results.flatMap(({ won }) => won).sort()).toEqual([...keys].sort());
    expect(results.flatMap(({ vanished }) => vanished)).toEqual([]);

    for (const [index, { won }] of results.entries()) {
      const winner = String(contenders[index]?.pid);
      expect(await Promise.all(won.map((key) => store.get(namespace, key)))).toEqual(won.map(() => winner));
    }
  }

  it("have one winner for each key that they add", async () => {
    await expectOneWinnerEach("spent");
  });

  it("have one winner for each expired key that they read and add, and its record stays", async () => {
    await Promise.all(keys.map((key) => store.set("lock", key, "expired", 1)));
    await sleep(10);
    await expectOneWinnerEach("lock");
  });

  it("never bring back with replace what one of them deleted", async () => {
    await Promise.all(keys.map((key) => store.set("grant", key, "start", minute)));
    const racing = tellAll({ race: "replace", namespace: "grant" }, Replaced);
    for (const key of keys) {
      while ((await store.get("grant", key)) === "start") await sleep(1);
      expect(await store.delete("grant", key)).toBe(true);
    }
    expect((await racing).flatMap(({ revived }) => revived)).toEqual([]);
    expect(await listed(store.keys("grant"))).toEqual([]);
  });
});
