import { setTimeout as sleep } from "node:timers/promises";
import type { Login } from "../support/mcp-client.ts";
import { type Attempt, call, redeem, refresh, type Tokens, walkToCode } from "./attempts.ts";

/** What a client went through; everything in `wrongs` should not have happened. */
export interface Experience {
  calls: number;
  refreshes: number;
  signIns: number;
  /** Requests without an answer, or told to come back. */
  tries: number;
  /** Sign-ins that had to be begun anew. */
  abandoned: number;
  /** Codes brought a second time after they had worked. */
  replays: number;
  wrongs: string[];
}

/** Counts the server's ups and downs; it is up while this is even. As long as it stays so, nothing may go wrong. */
export type Turns = () => number;

export const newExperience = (): Experience => ({
  calls: 0,
  refreshes: 0,
  signIns: 0,
  tries: 0,
  abandoned: 0,
  replays: 0,
  wrongs: [],
});

const pauseMs = 25;
const patienceMs = 60_000; // a server killed in the middle of a renewal leaves its lock behind, for 15 seconds

export interface Client {
  baseUrl: string;
  person: Login;
  turns: Turns;
  seen: Experience;
  /** Since when it sends the same request again and again, as `performance.now()` counts. */
  waitsSince?: number | undefined;
}

/** Signs in once; then calls and refreshes until `over`, as a client does that never asks its user again. */
export async function staySignedIn(client: Client, over: AbortSignal): Promise<void> {
  const { baseUrl, seen } = client;
  const signedIn = await signInAtLast(client);
  let { tokens } = signedIn;

  async function refreshed(): Promise<void> {
    const next = await atLast(client, () => refresh(baseUrl, signedIn.client, tokens));
    if (next.tokens) tokens = next.tokens;
    else seen.wrongs.push(`logged out at a refresh: ${next.detail}`);
    seen.refreshes += 1;
  }

  while (!over.aborted && seen.wrongs.length === 0) {
    for (let calls = 0; calls < 3; calls += 1) {
      const { fate, detail } = await atLast(client, () => call(baseUrl, tokens));
      if (fate === "refused") seen.wrongs.push(`logged out at a call: ${detail}`);
      seen.calls += 1;
      await sleep(pauseMs * Math.random());
    }
    await refreshed();
  }

  // the server is up for good now: whoever is signed in goes on
  await refreshed();
  const { fate, detail } = await atLast(client, () => call(baseUrl, tokens));
  if (fate !== "ok") seen.wrongs.push(`not signed in at the end: ${detail}`);
}

/** Signs in again and again until `over`, and brings every code a second time, at once or later. */
export async function replayCodes(client: Client, over: AbortSignal): Promise<void> {
  const { baseUrl, seen } = client;

  while (!over.aborted && seen.wrongs.length === 0) {
    const code = await walkAtLast(client);
    const many = Math.random() < 0.5 ? 1 : 3;
    const first = await Promise.all(Array.from({ length: many }, () => redeem(baseUrl, code)));
    const later = await atLast(client, () => redeem(baseUrl, code));
    const last = await atLast(client, () => redeem(baseUrl, code));

    const worked = [...first, later, last].filter(({ fate }) => fate === "ok");
    if (worked.length > 1) seen.wrongs.push(`a code worked ${worked.length} times`);
    if (worked.length === 1) seen.replays += 1;
    seen.signIns += 1;
    await sleep(pauseMs * Math.random());
  }
}

async function signInAtLast(client: Client): Promise<{ client: string; tokens: Tokens }> {
  for (;;) {
    const code = await walkAtLast(client);
    const before = client.turns();
    const answer = await atLast(client, () => redeem(client.baseUrl, code));
    if (answer.tokens) {
      client.seen.signIns += 1;
      return { client: code.client, tokens: answer.tokens };
    }
    // redeemed, and the answer was lost with the server: a client begins anew
    if (wasUp(client.turns, before)) client.seen.wrongs.push(`a fresh code was refused: ${answer.detail}`);
    client.seen.abandoned += 1;
  }
}

async function walkAtLast({ baseUrl, person, turns, seen }: Client) {
  for (;;) {
    const before = turns();
    try {
      return await walkToCode(baseUrl, person);
    } catch (error) {
      if (wasUp(turns, before)) seen.wrongs.push(`a sign-in failed without a kill: ${error}`);
      if (seen.wrongs.length > 0) throw error;
      seen.abandoned += 1;
      await untilUp(turns);
    }
  }
}

const wasUp = (turns: Turns, since: number): boolean => turns() === since && since % 2 === 0;

/** Knocking all the time would only slow the start of the server down. */
async function untilUp(turns: Turns): Promise<void> {
  while (turns() % 2 === 1) await sleep(5);
}

/** Sends it again until somebody answers yes or no. */
async function atLast<T extends Attempt>(client: Client, attempt: () => Promise<T>): Promise<T> {
  const since = performance.now();
  client.waitsSince = since;
  try {
    for (;;) {
      const answer = await attempt();
      if (answer.fate === "ok" || answer.fate === "refused") return answer;
      if (performance.now() > since + patienceMs)
        throw new Error(`no ${answer.what} within ${patienceMs} ms: ${answer.detail}`);
      client.seen.tries += 1;
      await sleep(pauseMs);
      await untilUp(client.turns);
    }
  } finally {
    client.waitsSince = undefined;
  }
}
