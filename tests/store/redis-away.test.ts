import { inspect } from "node:util";
import { createClient } from "@keyv/redis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { expectEveryCallUnavailable } from "./every-call.ts";

const minute = 60_000;
const bound = 2_500; // 2 s by design, the rest for a busy machine
const password = "p%w:d/with@all";

let redis: RedisServer;
let store: Store;
let told: Error[];

beforeEach(async () => {
  redis = await startRedis({ password });
  told = [];
  store = await vi.waitFor(() => openStore(redis.url, { onError: (error) => told.push(error) }), 60_000);
});

afterEach(async () => {
  await store.close();
  await redis.stop();
});

async function expectRecovery(): Promise<void> {
  await vi.waitFor(() => store.ping(), { timeout: 20_000, interval: 20 });
}

describe("while Redis is dead", () => {
  it("everything is unavailable at once; later all is as before, and nothing that was refused happens then", async () => {
    await store.set("grant", "k", "x", minute);
    await redis.kill();
    expect(await expectEveryCallUnavailable(store)).toBeLessThan(bound);
    expect(await expectEveryCallUnavailable(store)).toBeLessThan(500);

    await redis.restart();
    await expectRecovery();
    expect(await store.get("grant", "k")).toBe("x");
    expect(await store.get("grant", "late")).toBeUndefined();
    expect(await store.get("grant", "late add")).toBeUndefined();
    expect(await store.add("spent", "t", "x", minute)).toBe(true);
  });

  it("the operator is told once each time, not at each attempt to come back", async () => {
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 400)); // several attempts
    expect(told).toHaveLength(1);
    expect(told[0]).toBeInstanceOf(StoreUnavailable);
    expect(told[0]?.message).toContain(`127.0.0.1:${redis.port}`);

    await redis.restart();
    await expectRecovery();
    await redis.kill();
    await vi.waitFor(() => expect(told).toHaveLength(2), 20_000);
  });

  it("the store cannot be opened", async () => {
    await redis.kill();
    const started = performance.now();
    await expect(openStore(redis.url)).rejects.toThrow(StoreUnavailable);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("the store can be closed", async () => {
    await redis.kill();
    await store.close();
    await expect(store.get("grant", "k")).rejects.toThrow(StoreUnavailable);
  });
});

describe("when Redis refuses", () => {
  const admin = () => createClient({ url: redis.url }).connect();

  it("a write, as its memory is full, the store is unavailable", async () => {
    await store.set("grant", "k", "x", minute);
    const client = await admin();
    await client.configSet("maxmemory", "1");
    await client.close();
    await expect(store.set("grant", "k", "y", minute)).rejects.toThrow(StoreUnavailable);
    await expect(store.add("grant", "new", "y", minute)).rejects.toThrow(StoreUnavailable);
    await expect(store.replace("grant", "k", "y", minute)).rejects.toThrow(StoreUnavailable);
    expect(await store.get("grant", "k")).toBe("x");
  });

  it("a read, the record does not look absent", async () => {
    const client = await admin();
    await client.lPush("redmine-fastmcp:grant:list", "x");
    await client.close();
    await expect(store.get("grant", "list")).rejects.toThrow(StoreUnavailable);
  });

  it.each(["wrong-password", ""])(
    "our password (%j), opening fails and no message repeats a password",
    async (wrong) => {
      const url = redis.url.replace(/:[^:]*@/, wrong && `:${wrong}@`);
      const error = await openStore(url).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("wrong-password");
    },
  );

  it("to be there at all, what is said about it has no password", async () => {
    await redis.kill();
    const errors = [await store.ping().catch((thrown: unknown) => thrown)];
    errors.push(await openStore(redis.url).catch((thrown: unknown) => thrown));
    await vi.waitFor(() => expect(told).not.toEqual([]), 20_000);
    const said = inspect([...errors, ...told], { depth: 9, showHidden: true });
    expect(said).toContain("ECONNREFUSED");
    expect(said).not.toContain(password);
    expect(said).not.toContain(encodeURIComponent(password));
  });
});
