import { describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { expectEveryCallUnavailable } from "./every-call.ts";

const minute = 60_000;
const bound = 2_500; // 2 s by design, the rest for a busy machine

// These mostly wait, so they wait together, each on a server of its own.
describe.concurrent("while Redis hangs", () => {
  async function onOwnServer(test: (redis: RedisServer, store: Store, told: Error[]) => Promise<void>): Promise<void> {
    const redis = await startRedis();
    const told: Error[] = [];
    const open = () => openStore(redis.url, { onError: (error) => told.push(error) });
    const store = await vi.waitFor(open, 60_000); // several servers start at once
    try {
      await test(redis, store, told);
    } finally {
      await store.close();
      await redis.stop();
    }
  }

  it("everything is unavailable within the bound, then at once, and recovers", () =>
    onOwnServer(async (redis, store, told) => {
      await store.set("grant", "k", "x", minute);
      redis.pause();
      const many = Promise.allSettled(Array.from({ length: 500 }, (_, i) => store.get("grant", `k${i}`)));
      expect(await expectEveryCallUnavailable(store)).toBeLessThan(bound);
      expect((await many).every(({ status }) => status === "rejected")).toBe(true);
      expect(await expectEveryCallUnavailable(store)).toBeLessThan(500);
      expect(told).toHaveLength(1);

      redis.resume();
      await vi.waitFor(() => store.ping(), { timeout: 20_000, interval: 20 });
      await store.set("grant", "k", "y", minute);
      expect(await store.get("grant", "k")).toBe("y");
    }));

  it("a store cannot be opened, and says so within seconds", () =>
    onOwnServer(async (redis) => {
      redis.pause();
      const started = performance.now();
      await expect(openStore(redis.url)).rejects.toThrow(StoreUnavailable);
      expect(performance.now() - started).toBeLessThan(4_000);
    }));

  it("a store can be closed within the bound", () =>
    onOwnServer(async (redis, store) => {
      redis.pause();
      const asked = expect(store.get("grant", "k")).rejects.toThrow(StoreUnavailable);
      const started = performance.now();
      await store.close();
      await asked;
      expect(performance.now() - started).toBeLessThan(bound);
    }));
});
