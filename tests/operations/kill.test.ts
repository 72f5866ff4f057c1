import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis } from "../support/redis-server.ts";
import { type SampleProcess, startSampleProcess } from "../support/sample-process.ts";
import { startServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { freePort } from "../support/world.ts";
import { type Client, type Experience, newExperience, replayCodes, staySignedIn } from "./enduring-client.ts";

const kills = Number(process.env.KILLS || 25);
const secondsEach = 15; // a kill and a start, on a machine busy with other tests
const mostAnswers = 24; // in one life
const longestLifeMs = 4_000;
const longestWaitMs = 20_000; // then it is left alive until whoever waits is answered: on a slow machine each life may be too short

let folder: string;
let sample: SampleProcess;

beforeAll(async () => {
  folder = temporaryFolder();
  sample = await startSampleProcess();
});
afterAll(async () => {
  await sample.stop();
  rmSync(folder, { recursive: true, force: true });
});

// all run at the same time: each waits for its own server most of the time
test.concurrent.each(["one SQLite file", "another SQLite file", "Redis"])(
  "killed at random moments of sign-ins, refreshes, renewals and calls on %s, it logs nobody out and takes no code twice",
  { timeout: (60 + kills * secondsEach) * 1000 },
  async (store) => {
    if (store !== "Redis") return survive(Math.ceil(kills / 2), `sqlite://${join(folder, `${store}.sqlite`)}`);
    const redis = await startRedis();
    await survive(Math.ceil(kills / 5), redis.url);
    await redis.stop();
  },
);

async function survive(times: number, store: string): Promise<void> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const server = await startServerProcess({
    ...sample.settings,
    MCP_PORT: String(port),
    MCP_BASE_URL: baseUrl,
    TOKEN_STORE_URL: store,
    LOG_LEVEL: "info",
    NODE_COMPILE_CACHE: join(folder, "compiled"), // starts in half the time
  });
  await server.stop(); // writes that cache
  await server.start();

  let turns = 0;
  const over = new AbortController();
  const { alice, bob, carol, dan, greta } = sample.people;
  const client = (person: typeof alice): Client => ({ baseUrl, person, turns: () => turns, seen: newExperience() });
  const staying = [alice, bob, dan, greta].map(client);
  const replaying = [carol, carol].map(client);
  const broken: string[] = [];
  const work = [
    ...staying.map((each) => staySignedIn(each, over.signal)),
    ...replaying.map((each) => replayCodes(each, over.signal)),
  ].map((each) => each.catch((error: unknown) => void broken.push(String(error))));
  const wrongs = () => [...broken, ...[...staying, ...replaying].flatMap(({ seen }) => seen.wrongs)];

  const answered = () =>
    [...staying, ...replaying].reduce((n, { seen }) => n + seen.calls + seen.refreshes + seen.signIns, 0);
  const isWaitedForLong = () =>
    [...staying, ...replaying].some(({ waitsSince = Infinity }) => waitsSince < performance.now() - longestWaitMs);
  /** Until so many things were done: on a slow machine that takes longer. */
  async function alive(answers: number): Promise<void> {
    const [enough, late] = [answered() + answers, performance.now() + longestLifeMs];
    while (answered() < enough && performance.now() < late) await sleep(15 * Math.random());
    while (isWaitedForLong() && wrongs().length === 0) await sleep(20);
  }

  try {
    while (!staying.every(({ seen }) => seen.signIns === 1) && wrongs().length === 0) await sleep(20);
    for (let killed = 0; killed < times && wrongs().length === 0; killed += 1) {
      await alive(mostAnswers * Math.random());
      if (Math.random() < 0.2) {
        // so that it is killed in the middle of renewals too
        await Promise.all([alice, bob, dan, greta].map(({ id }) => sample.expireAccessTokens(id)));
        await sleep(60 * Math.random());
      }
      turns += 1;
      await server.kill();
      await server.start();
      turns += 1;
    }
  } finally {
    over.abort();
    await Promise.all(work);
    await server.stop();
  }

  expect(wrongs()).toEqual([]);
  const total = sum([...staying, ...replaying].map(({ seen }) => seen));
  process.stdout.write(`${store.split(":")[0]}: ${turns / 2} kills; ${told(total)}\n`);
  expect(turns).toBe(2 * times);
  for (const { seen } of staying) expect(seen.refreshes).toBeGreaterThan(times / 5);
  expect(total.replays).toBeGreaterThan(times / 5);
}

function sum(all: Experience[]): Experience {
  return all.reduce((one, other) => ({
    calls: one.calls + other.calls,
    refreshes: one.refreshes + other.refreshes,
    signIns: one.signIns + other.signIns,
    tries: one.tries + other.tries,
    abandoned: one.abandoned + other.abandoned,
    replays: one.replays + other.replays,
    wrongs: [...one.wrongs, ...other.wrongs],
  }));
}

const told = (seen: Experience): string =>
  `${seen.calls} calls, ${seen.refreshes} refreshes, ${seen.signIns} sign-ins (${seen.abandoned} begun anew), ` +
  `${seen.replays} codes replayed, ${seen.tries} requests sent again`;
