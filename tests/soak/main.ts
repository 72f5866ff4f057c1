import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { imageFlags } from "../bench/subject.ts";
import { startNginx } from "../support/nginx.ts";
import { startCluster, startSentinelGroup } from "../support/redis-group.ts";
import { startRedis } from "../support/redis-server.ts";
import { startServerProcess } from "../support/server-process.ts";
import { freePort } from "../support/world.ts";
import { realRedmine, sampleRedmine } from "./redmine.ts";
import { createTally } from "./tally.ts";
import { type User, userOf } from "./user.ts";

// Many people over two replicas behind nginx without stickiness, on Redis. Redmine restarts twice, and once all of its tokens expire
// at once. Prints a table by minute and ends with 1 if a promise was broken: a wrong answer, somebody signed out, an outage while
// nothing was away, memory that grows.
//
//   node tests/soak/main.ts --minutes 30 --users 200                    on the sample Redmine, about one core
//   node tests/soak/main.ts --minutes 30 --users 200 --redmine 3190     on a real Redmine at that port (REDMINE_UP_DIR as in e2e)
//   … --redis sentinel, --redis cluster                                 kills a master of Redis too
//
// SERVER_MAIN=dist/main.js takes the built program.
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    users: { type: "string", default: "200" },
    redmine: { type: "string", default: "sample" },
    redis: { type: "string", default: "single" },
    pace: { type: "string", default: "30" },
  },
});
const lastsMs = Number(values.minutes) * 60_000;
const paceMs = Number(values.pace) * 1000; // between two calls of one person, on average
const afterwardsMs = 25_000; // what was asked while something was away may still be waiting
const mostMegabytes = 300; // resident; the image's limit is 384

const redmine = values.redmine === "sample" ? await sampleRedmine() : await realRedmine(values.redmine);
const redis =
  values.redis === "cluster"
    ? await startCluster()
    : values.redis === "sentinel"
      ? await startSentinelGroup()
      : await startRedis();
const [front, first, second] = [await freePort(), await freePort(), await freePort()];
const baseUrl = `http://127.0.0.1:${front}`;
const start = (port: number) =>
  startServerProcess({
    ...redmine.settings,
    MCP_BASE_URL: baseUrl,
    MCP_PORT: String(port),
    TOKEN_STORE_URL: redis.url,
    LOG_LEVEL: "info",
    NODE_OPTIONS: imageFlags().join(" "),
  });
const replicas = [await start(first), await start(second)];
const nginx = await startNginx(
  () => `upstream replicas { server 127.0.0.1:${first}; server 127.0.0.1:${second}; keepalive 64; }
  server { listen 127.0.0.1:${front}; client_max_body_size 8m;
    location / { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; proxy_buffering off; } }`,
  `${baseUrl}/health`,
);

const users: User[] = [];
for (let n = 0; n < Number(values.users); n += 1) {
  const person = redmine.people[n % redmine.people.length];
  if (person) users.push(await userOf(`${baseUrl}/mcp`, person, person.login === "alice"));
}
say(`${users.length} signed in`);

const began = Date.now();
const tally = createTally(began);
let isAway = false;
let excusedUntil = 0;

async function live(user: User): Promise<void> {
  await sleep(Math.random() * paceMs);
  while (Date.now() - began < lastsMs) {
    const wasExcused = isAway || Date.now() < excusedUntil; // when it was asked
    const outcome = await user.act();
    tally.count(outcome, user.last, wasExcused || isAway || Date.now() < excusedUntil);
    await sleep(paceMs / 2 + Math.random() * paceMs);
  }
}

async function away(work: () => Promise<void>): Promise<void> {
  isAway = true;
  await work();
  isAway = false;
  excusedUntil = Date.now() + afterwardsMs;
}

const events = [
  { at: 1 / 3, what: "Redmine restarts", run: () => away(redmine.restart) },
  { at: 1 / 2, what: "all Redmine tokens expire", run: redmine.expireAllTokens },
  { at: 2 / 3, what: "Redmine restarts", run: () => away(redmine.restart) },
  ...("masterOf" in redis
    ? [
        {
          at: 5 / 6,
          what: "a Redis master is killed",
          run: () => away(async () => (await redis.masterOf("grant:any")).kill()),
        },
      ]
    : []),
];

async function trouble(): Promise<void> {
  for (const { at, what, run } of events) {
    await sleep(Math.max(began + at * lastsMs - Date.now(), 0));
    say(what);
    tally.event(what);
    await run();
  }
}

async function watch(): Promise<void> {
  while (Date.now() - began < lastsMs) {
    tally.resident(replicas.map(({ pid }) => residentMegabytes(pid)));
    await sleep(Math.min(10_000, lastsMs / 20));
  }
}

await Promise.all([trouble(), watch(), ...users.map(live)]);
const crashed = replicas.filter(({ log }) => log.some((line) => line.includes('"event":"crash"'))).length;
const errors = replicas.flatMap(({ log }) => log.filter((line) => line.includes('"level":"error"')));
await nginx.stop();
const codes = await Promise.all(replicas.map((replica) => replica.stop()));
await redis.stop();
await redmine.stop();

process.stdout.write(`${tally.table()}\n`);
for (const line of errors.slice(0, 10)) say(`logged: ${line.slice(0, 300)}`);
const broken = [
  ...tally.broken(mostMegabytes),
  ...(crashed > 0 || codes.some((code) => code !== 0) ? [`a server crashed or ended with ${codes.join(", ")}`] : []),
];
say(broken.length === 0 ? "every promise was kept" : `BROKEN:\n${broken.join("\n")}`);
process.exit(broken.length === 0 ? 0 : 1);

function residentMegabytes(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
