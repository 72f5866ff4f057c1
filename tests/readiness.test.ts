import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { readiness } from "../src/readiness.ts";
import { RedmineFailure } from "../src/redmine/failure.ts";
import type { Answer, Send } from "../src/redmine/send.ts";
import { openStore } from "../src/store/open.ts";
import { startRedis } from "./support/redis-server.ts";
import { startWorld, type World } from "./support/world.ts";

const answer = (status: number): Answer => ({ status, headers: new Headers(), body: new Uint8Array(), cut: false });

async function parts(send: Send) {
  const store = await openStore("memory:");
  const clock = { now: 0 };
  return { store, clock, ready: readiness(store, send, () => clock.now) };
}

describe("ready", () => {
  test.each([
    [200, true],
    [401, true], // Redmine, asked without a token
    [403, false], // its REST API is off
    [302, true], // a Redmine that wants everybody to log in
    [500, false],
  ])("when Redmine answers %i: %s", async (status, expected) => {
    const { ready } = await parts(async () => answer(status));
    expect(await ready()).toBe(expected);
  });

  test("not when Redmine cannot be reached", async () => {
    const { ready } = await parts(async () => {
      throw new RedmineFailure({ reason: "unavailable", because: "unreachable", sent: "read" });
    });
    expect(await ready()).toBe(false);
  });

  test("not when the store is gone", async () => {
    const { store, ready } = await parts(async () => answer(401));
    await store.close();
    expect(await ready()).toBe(false);
  });

  test("is asked once for all who ask at the same time, and not again for five seconds", async () => {
    let asked = 0;
    const { ready, clock } = await parts(async () => {
      asked += 1;
      return answer(asked === 1 ? 401 : 500);
    });

    expect(await Promise.all([ready(), ready(), ready()])).toEqual([true, true, true]);
    clock.now = 4_999;
    expect(await ready()).toBe(true);
    expect(asked).toBe(1);
    clock.now = 5_000;
    expect(await ready()).toBe(false);
    expect(asked).toBe(2);
  });

  test("asks Redmine nothing that needs a login or writes", async () => {
    const calls: unknown[] = [];
    const { ready } = await parts(async (call) => {
      calls.push(call);
      return answer(401);
    });
    await ready();
    expect(calls).toEqual([{ method: "GET", path: "users/current.json", timeoutMs: expect.any(Number) }]);
  });
});

describe("/ready", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    return () => vi.useRealTimers();
  });

  async function afterItsCache(world: World) {
    vi.setSystemTime(Date.now() + 5_001);
    const response = await fetch(`${world.url}/ready`);
    return [response.status, await response.json()];
  }

  test("says no more than yes or no", async () => {
    const world = await startWorld();
    onTestFinished(world.stop);

    expect(await afterItsCache(world)).toEqual([200, { status: "ready" }]);
    world.sample.down("html");
    expect(await afterItsCache(world)).toEqual([503, { status: "not ready" }]);
  });

  test("is 503 while Redis is away, and 200 again when it is back", async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const world = await startWorld({ settings: { TOKEN_STORE_URL: redis.url } });
    onTestFinished(world.stop);

    expect((await afterItsCache(world))[0]).toBe(200);
    await redis.kill();
    expect((await afterItsCache(world))[0]).toBe(503);
    await redis.restart();
    await vi.waitFor(async () => expect((await afterItsCache(world))[0]).toBe(200), { timeout: 15_000, interval: 50 });
  });
});
