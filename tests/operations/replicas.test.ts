import { rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { signIn } from "../support/mcp-client.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { strictSignIn } from "../support/strict-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { call, redeem, refresh, walkToCode } from "./attempts.ts";
import { startLoad, troubles } from "./load.ts";
import { startTwoReplicas, type TwoReplicas } from "./two-replicas.ts";

let folder: string;
let redis: RedisServer;
let world: TwoReplicas;
let sample: TwoReplicas["sample"];
let replicas: TwoReplicas["replicas"];
let nginx: TwoReplicas["nginx"];
let baseUrl: string;

const seven = () => {
  const { alice, bob, carol, dan, greta } = sample.people;
  return [alice, bob, dan, greta, alice, bob, carol];
};

beforeAll(async () => {
  folder = temporaryFolder();
  redis = await startRedis();
  world = await startTwoReplicas({ TOKEN_STORE_URL: redis.url, NODE_COMPILE_CACHE: folder });
  ({ baseUrl, sample, replicas, nginx } = world);
});

afterAll(async () => {
  await world?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  for (const { log } of replicas) log.length = 0;
});

const shares = () => replicas.map(({ log }) => log.filter((line) => line.includes('"event":"tool_call"')).length);

test("a sign-in hops between them, and its tokens work at both", async () => {
  const alice = await signIn(`${baseUrl}/mcp`, sample.people.alice);
  for (let calls = 0; calls < 10; calls += 1) {
    expect((await alice.call("get_issue_details", { issue_id: 61 })).text).toContain("Memory grows");
  }
  for (const share of shares()) expect(share).toBeGreaterThan(2);
  await alice.close();

  const strict = await strictSignIn(`${baseUrl}/mcp`, sample.people.bob);
  const next = await strict.refresh(strict.tokens.refresh_token ?? "");
  expect(next.access_token).not.toBe(strict.tokens.access_token);
});

test("a Redmine token is renewed once, although both are asked at once", async () => {
  const code = await walkToCode(baseUrl, sample.people.alice);
  const { tokens } = await redeem(baseUrl, code);
  if (!tokens) throw new Error("not signed in");
  await sample.expireAccessTokens();
  const before = (await sample.requests()).filter((request) => request === "POST /oauth/token").length;

  const answers = await Promise.all(Array.from({ length: 20 }, () => call(baseUrl, tokens)));
  expect(troubles(answers)).toEqual([]);
  expect((await sample.requests()).filter((request) => request === "POST /oauth/token").length).toBe(before + 1);
});

test("one refresh token brought to both at once gives one pair", async () => {
  const code = await walkToCode(baseUrl, sample.people.bob);
  const { tokens } = await redeem(baseUrl, code);
  if (!tokens) throw new Error("not signed in");

  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(baseUrl, code.client, tokens)));
  expect(troubles(answers)).toEqual([]);
  expect(new Set(answers.map((answer) => answer.tokens?.refresh)).size).toBe(1);
});

test("one that is killed under load costs the calls it had in hand and no other", async () => {
  const load = await startLoad(baseUrl, seven());
  await load.more(60);
  await replicas[0].kill();
  const goneAt = performance.now();
  await load.more(150);
  await replicas[0].start();
  await load.more(60);
  await load.end();

  const bad = load.attempts.filter(({ fate }) => fate !== "ok");
  process.stdout.write(`killed under load: ${bad.length} of ${load.attempts.length} requests lost\n`);
  expect(bad.filter(({ fate }) => fate !== "lost")).toEqual([]);
  expect(bad.filter(({ began }) => began > goneAt)).toEqual([]);
  // a dying process still takes connections for some milliseconds: a client may meet it twice
  expect(bad.length).toBeLessThanOrEqual(2 * seven().length);
});

test("a rolling restart under load costs none", async () => {
  const load = await startLoad(baseUrl, seven());
  await load.more(40);
  for (let rounds = 0; rounds < 2; rounds += 1) {
    for (const replica of replicas) {
      expect(await replica.stop()).toBe(0);
      await replica.start();
      await load.more(20);
    }
  }
  await load.end();

  process.stdout.write(`rolling restart: ${troubles(load.attempts).length} of ${load.attempts.length} requests lost\n`);
  expect(troubles(load.attempts), nginx.errors()).toEqual([]);
});

test("without Redis everything is 503, and as soon as it is back all goes on", async () => {
  const code = await walkToCode(baseUrl, sample.people.alice);
  const { tokens } = await redeem(baseUrl, code);
  if (!tokens) throw new Error("not signed in");
  const now = async () => [(await call(baseUrl, tokens)).detail.slice(0, 3), (await ready()).status];
  const ready = () => fetch(`${baseUrl}/ready`);
  const goesOn = () =>
    vi.waitFor(async () => expect(await now()).toEqual(["", 200]), { timeout: 15_000, interval: 100 });
  await goesOn();

  redis.pause(); // connections stay, and nobody answers
  await vi.waitFor(async () => expect(await now()).toEqual(["503", 503]), { timeout: 15_000 });
  const refused = await refresh(baseUrl, code.client, tokens);
  expect(refused.detail).toMatch(/^503 .*temporarily_unavailable/);
  expect((await fetch(`${baseUrl}/health`)).status).toBe(200);
  redis.resume();
  await goesOn();

  await redis.kill();
  await vi.waitFor(async () => expect(await now()).toEqual(["503", 503]), { timeout: 15_000 });
  await redis.restart();
  await goesOn();
  expect((await refresh(baseUrl, code.client, tokens)).fate).toBe("ok");
});
