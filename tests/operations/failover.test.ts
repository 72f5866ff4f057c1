import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { groupPasswords, type RedisGroup, startCluster, startSentinelGroup } from "../support/redis-group.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Attempt, call, redeem, refresh, type Tokens, walkToCode } from "./attempts.ts";
import { startLoad } from "./load.ts";
import { startTwoReplicas, type TwoReplicas } from "./two-replicas.ts";

const longestMs = 20_000; // two or three seconds, and what a busy machine adds

let group: RedisGroup | undefined;
let world: TwoReplicas | undefined;

afterEach(async () => {
  await world?.stop();
  await group?.stop();
});

test.each([
  ["a Sentinel group", startSentinelGroup],
  ["a Redis Cluster", startCluster],
])(
  "%s whose master is killed under load: 503 until another takes over, and nothing is forgotten",
  async (_, start) => {
    group = await start();
    world = await startTwoReplicas({ TOKEN_STORE_URL: group.url, NODE_COMPILE_CACHE: temporaryFolder() });
    const { baseUrl, sample } = world;
    const { alice, bob, dan, greta } = sample.people;
    const signIn = async (person: typeof alice) => {
      const code = await walkToCode(baseUrl, person);
      const { tokens, detail } = await redeem(baseUrl, code);
      if (!tokens) throw new Error(`not signed in: ${detail}`);
      return { code, tokens };
    };

    const load = await startLoad(baseUrl, [alice, bob, dan, greta, alice, bob]);
    await load.more(40);
    const revoked = await signIn(bob);
    const fresh = await signIn(alice);
    const rotating = await signIn(dan);
    const master = await group.masterOf("grant:any");
    const rotated = await refresh(baseUrl, rotating.code.client, rotating.tokens);
    if (!rotated.tokens) throw new Error(`not refreshed: ${rotated.detail}`);
    await revoke(baseUrl, revoked.code.client, revoked.tokens);

    const killedAt = performance.now(); // before the signal: its first consequences come while it is waited for
    await master.kill();
    const refusals: Response[] = [];
    for (let answers = 0; answers < 10; ) {
      const response = await light(baseUrl, fresh.tokens);
      if (response.status === 200) answers += 1;
      else refusals.push(response);
      if (performance.now() - killedAt > longestMs) break;
      await sleep(50);
    }
    await load.more(60);
    await load.end();

    const bad = load.attempts.filter(({ fate }) => fate !== "ok");
    const last = Math.max(killedAt, ...bad.map(({ ended }) => ended));
    process.stdout.write(
      `Redis failover: ${bad.length} of ${load.attempts.length} requests got 503, the last ${Math.round(last - killedAt)} ms after the kill\n`,
    );
    expect(
      bad.filter(({ fate, detail }) => fate !== "unavailable" || !/^503 |busy|unavailable|again/i.test(detail)),
    ).toEqual([]);
    expect(bad.filter(({ ended }) => ended < killedAt)).toEqual([]);
    expect(last - killedAt).toBeLessThan(longestMs);
    expect(refusals.map(({ status }) => status).filter((status) => status !== 503)).toEqual([]);
    for (const response of refusals) expect(response.headers.get("retry-after")).toMatch(/^\d+$/);

    // what was answered before the kill still holds; slots that the load did not touch may come back a little later
    const settled = async (ask: () => Promise<Attempt>): Promise<Attempt> => {
      let attempt = await ask();
      while (attempt.fate === "unavailable" && performance.now() - killedAt < longestMs) {
        await sleep(200);
        attempt = await ask();
      }
      return attempt;
    };
    const { tokens } = rotated;
    expect(await settled(() => call(baseUrl, tokens))).toMatchObject({ fate: "ok" });
    expect(await settled(() => refresh(baseUrl, rotating.code.client, tokens))).toMatchObject({ fate: "ok" });
    expect(await settled(() => call(baseUrl, revoked.tokens))).toMatchObject({ fate: "refused" });
    expect(await settled(() => refresh(baseUrl, revoked.code.client, revoked.tokens))).toMatchObject({
      fate: "refused",
    });
    expect(await settled(() => redeem(baseUrl, fresh.code))).toMatchObject({ fate: "refused" });
    const logged = world.replicas.flatMap(({ log }) => log).join("\n");
    expect(logged).toContain("store");
    for (const password of groupPasswords) expect(logged).not.toContain(password);
  },
  120_000,
);

async function revoke(baseUrl: string, client: string, { refresh: token }: Tokens): Promise<void> {
  const response = await fetch(`${baseUrl}/oauth/revoke`, {
    method: "POST",
    body: new URLSearchParams({ client_id: client, token }),
  });
  expect(response.status).toBe(200);
}

function light(baseUrl: string, { access }: Tokens): Promise<Response> {
  return fetch(`${baseUrl}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${access}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
}
