import { type ChildProcess, fork } from "node:child_process";
import { on, once } from "node:events";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openStore } from "../../../src/store/open.ts";
import { startRedis } from "../../support/redis-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import type { Order } from "../support/auth-process.ts";
import {
  type Client,
  connect,
  newCode,
  newPkce,
  redeemForm,
  refreshForm,
  registerClient,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { recordsIn } from "../support/records-in.ts";

const backends = {
  SQLite() {
    const folder = temporaryFolder();
    return { url: `sqlite://${folder}/x.db`, remove: () => rmSync(folder, { recursive: true }) };
  },
  async Redis() {
    const redis = await startRedis();
    return { url: redis.url, remove: () => redis.stop() };
  },
};

const answered = z.array(z.object({ status: z.number(), body: z.string() }));
const pair = z.object({ access_token: z.string(), refresh_token: z.string() });
const welcome = z.object({ result: z.object({ user: z.number(), redmineToken: z.string() }) });
const atRedmine = z.object({ renewals: z.number(), revoked: z.array(z.string()) });

let children: ChildProcess[];

beforeAll(async () => {
  const file = new URL("../support/auth-process.ts", import.meta.url);
  children = Array.from({ length: 4 }, () => fork(file, { execArgv: [] }));
  await Promise.all(children.map((child) => once(child, "message")));
});

afterAll(async () => {
  for (const child of children) child.disconnect();
  await Promise.all(children.map((child) => once(child, "exit")));
});

/** Gives all four the same order at once; answers with theirs. */
async function tellAll<T>(order: Order, schema: z.ZodType<T>): Promise<T[]> {
  const answers = children.map(answerOf);
  for (const child of children) child.send(order);
  return (await Promise.all(answers)).map((message) => z.object({ answer: schema }).parse(message).answer);
}

/** The next message that is the answer to an order, not the news of a renewal. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  for await (const [message] of on(child, "message")) if (message !== "renewing") return message;
  return undefined;
}

/** The first of them that begins a renewal; it waits for "renew". */
const renewing = () => Promise.race(children.map(renewingIn));

async function renewingIn(child: ChildProcess): Promise<ChildProcess> {
  for await (const [message] of on(child, "message")) if (message === "renewing") break;
  return child;
}

const isToken = (key: string) => /^(access|refresh):/.test(key);
const nothing = z.undefined().optional();

describe.each(Object.entries(backends))("four processes on one %s", (_, makePlace) => {
  let place: { url: string; remove(): Promise<void> | void };
  let edge: Edge;
  let client: Client;

  const open = (aheadMs = 0, holdRenewals = false) => tellAll({ open: place.url, aheadMs, holdRenewals }, nothing);
  const close = () => tellAll("close", nothing);

  beforeAll(async () => {
    place = await makePlace();
    edge = await startEdge({ store: await openStore(place.url) });
    client = await registerClient(edge);
  });

  afterAll(async () => {
    await edge.stop();
    await place.remove();
  });

  test("twenty redemptions of one code give at most one pair, and no chain that lives", async () => {
    await open();
    for (let round = 0; round < 3; round += 1) {
      const pkce = newPkce();
      const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);

      const answers = (await tellAll({ path: "/oauth/token", form, times: 5 }, answered)).flat();

      const good = answers.filter(({ status }) => status === 200);
      expect(answers).toHaveLength(20);
      expect(answers.every(({ status }) => status === 200 || status === 400)).toBe(true);
      expect(good.length).toBeLessThanOrEqual(1);
      for (const { body } of good) expect(await whoIs(edge, pair.parse(JSON.parse(body)).access_token)).toBeUndefined();
      expect((await recordsIn(edge.store)).filter((key) => key.startsWith("grant:"))).toEqual([]);
      expect((await recordsIn(edge.store)).filter(isToken).length).toBeLessThanOrEqual(2 * (round + 1)); // the winners'
    }
    await close();
  });

  test("twenty refreshes of one token all get the same pair, and one chain lives", async () => {
    await open();
    for (let round = 0; round < 5; round += 1) {
      const tokens = await connect(edge, client);
      const before = (await recordsIn(edge.store)).filter(isToken);
      const form = refreshForm(client, tokens.refresh_token);

      const answers = (await tellAll({ path: "/oauth/token", form, times: 5 }, answered)).flat();

      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      const pairs = new Set(answers.map(({ body }) => JSON.stringify(pair.parse(JSON.parse(body)))));
      expect(pairs.size).toBe(1);
      const [only = "{}"] = pairs;
      expect(await whoIs(edge, pair.parse(JSON.parse(only)).access_token)).toMatchObject({ user: 5 });
      const after = (await recordsIn(edge.store)).filter(isToken);
      expect(after).toHaveLength(before.length + 1); // another access token beside the first, another refresh token for it
    }
    await close();
  });

  test("twenty calls that find Redmine's token about to end renew it once, and all go on with the new one", async () => {
    await open(118 * 60_000, true); // of Redmine's two hours
    const tokens = await connect(edge, client);
    const before = (await whoIs(edge, tokens.access_token))?.redmineToken;

    const begun = renewing();
    const calls = tellAll({ bearer: tokens.access_token, times: 5 }, answered);
    const child = await begun;
    await sleep(100); // time for the others to find that one renews already
    child.send("renew");
    const answers = (await calls).flat();

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const used = new Set(answers.map(({ body }) => welcome.parse(JSON.parse(body)).result.redmineToken));
    expect(used.size).toBe(1);
    expect(used).not.toContain(before);
    const seen = await tellAll("redmine", atRedmine);
    expect(seen.reduce((sum, { renewals }) => sum + renewals, 0)).toBe(1);
    await close();
  });

  test("a revocation that races a renewal wins: the new tokens are given back, and nothing comes to life", async () => {
    await open(118 * 60_000, true);
    const tokens = await connect(edge, client);
    const grant = (await whoIs(edge, tokens.access_token))?.grant;

    const begun = renewing();
    const calls = tellAll({ bearer: tokens.access_token, times: 3 }, answered);
    const child = await begun; // it is at Redmine
    await edge.post("/oauth/revoke", { token: tokens.refresh_token, client_id: client.id });
    child.send("renew");
    const answers = (await calls).flat();

    expect(answers.map(({ status }) => status)).not.toContain(200);
    const seen = await tellAll("redmine", atRedmine);
    expect(seen.reduce((sum, { renewals }) => sum + renewals, 0)).toBe(1);
    expect(seen.flatMap(({ revoked }) => revoked)).toHaveLength(1);
    expect(await edge.store.get("grant", grant ?? "")).toBeUndefined();
    expect(await whoIs(edge, tokens.access_token)).toBeUndefined();
    await close();
  });
});
