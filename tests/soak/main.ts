import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { parse } from "dotenv";
import { imageFlags } from "../bench/subject.ts";
import { factsFrom } from "../e2e/redmine/facts.ts";
import { runUp } from "../e2e/redmine/run-up.ts";
import { startNginx } from "../support/nginx.ts";
import { startRedis } from "../support/redis-server.ts";
import { startServerProcess } from "../support/server-process.ts";
import { freePort } from "../support/world.ts";
import { answersWrongly, type Outcome, type User, userOf } from "./user.ts";

// Many people over two replicas behind nginx without stickiness, on one Redis and a real Redmine that restarts twice and
// whose tokens all expire once: node tests/soak/main.ts --minutes 30 --users 200 --port 3190 (REDMINE_UP_DIR as in e2e)
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    users: { type: "string", default: "200" },
    port: { type: "string", default: "3190" },
    pace: { type: "string", default: "30" },
  },
});
const lasts = Number(values.minutes) * 60_000;
const restartsAt = [lasts / 3, (2 * lasts) / 3];
const expiryAt = lasts / 2;
const paceMs = Number(values.pace) * 1000; // between two calls of one person, on average

const [front, first, second] = [await freePort(), await freePort(), await freePort()];
const baseUrl = `http://127.0.0.1:${front}`;
const address = ["--port", values.port];
const facts = factsFrom(parse(await runUp(["reset", ...address, "--redirect-uri", "http://127.0.0.1/oauth/callback"])));
const redis = await startRedis();
const settings = (port: number) => ({
  REDMINE_URL: facts.url,
  REDMINE_CLIENT_ID: facts.clientId,
  REDMINE_CLIENT_SECRET: facts.clientSecret,
  MCP_BASE_URL: baseUrl,
  MCP_PORT: String(port),
  TOKEN_STORE_URL: redis.url,
  LOG_LEVEL: "info",
  NODE_OPTIONS: imageFlags().join(" "),
});
const replicas = await Promise.all([startServerProcess(settings(first)), startServerProcess(settings(second))]);
const nginx = await startNginx(
  () => `upstream replicas { server 127.0.0.1:${first}; server 127.0.0.1:${second}; keepalive 64; }
  server { listen 127.0.0.1:${front}; client_max_body_size 8m;
    location / { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; proxy_buffering off; } }`,
  `${baseUrl}/health`,
);

const people = [facts.people.alice, facts.people.bob, facts.people.dan, facts.people.greta];
const users: User[] = [];
for (let n = 0; n < Number(values.users); n += 1) {
  const person = people[n % people.length];
  if (person) users.push(await userOf(`${baseUrl}/mcp`, person, person.login === "alice"));
}
say(`${users.length} signed in`);

const began = Date.now();
const counts = new Map<Outcome, number>();
const wrong: string[] = [];
const unexcused = new Map<string, number>();
let redmineAway = false;
let awayUntil = 0;

async function live(user: User): Promise<void> {
  await sleep(Math.random() * paceMs);
  while (Date.now() - began < lasts) {
    const outcome = await user.act();
    const excused = redmineAway || Date.now() < awayUntil;
    const counted = outcome === "outage" && !excused ? "unexcused outage" : outcome;
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
    if (counted === "unexcused outage") unexcused.set(user.last, (unexcused.get(user.last) ?? 0) + 1);
    if (answersWrongly(outcome)) wrong.push(`${Math.round((Date.now() - began) / 1000)} s: ${outcome}: ${user.last}`);
    await sleep(paceMs / 2 + Math.random() * paceMs);
  }
}

async function trouble(): Promise<void> {
  const events = [...restartsAt.map((at) => ({ at, what: "restart" })), { at: expiryAt, what: "expiry" }];
  for (const { at, what } of events.sort((one, other) => one.at - other.at)) {
    await sleep(Math.max(began + at - Date.now(), 0));
    say(what);
    if (what === "expiry") {
      await runUp(["sql", "UPDATE oauth_access_tokens SET created_at = datetime('now', '-3 hours')"]);
      continue;
    }
    redmineAway = true;
    await runUp(["down"]);
    await sleep(5_000);
    await runUp(["up", ...address]);
    redmineAway = false;
    awayUntil = Date.now() + 25_000; // what was asked while it was away may still be waiting
  }
}

async function watch(): Promise<void> {
  while (Date.now() - began < lasts) {
    const megabytes = replicas.map(({ pid }) => Math.round(rssOf(pid) / 1024));
    say(`RSS ${megabytes.join(" / ")} MB; ${[...counts].map(([outcome, count]) => `${outcome} ${count}`).join(", ")}`);
    await sleep(Math.min(60_000, lasts / 10));
  }
}

await Promise.all([trouble(), watch(), ...users.map(live)]);
say(`end: RSS ${replicas.map(({ pid }) => Math.round(rssOf(pid) / 1024)).join(" / ")} MB`);
say(JSON.stringify(Object.fromEntries(counts)));
for (const line of wrong.slice(0, 20)) say(`WRONG ${line}`);
for (const [words, count] of [...unexcused].slice(0, 20)) say(`UNEXCUSED ${count} × ${words}`);

await nginx.stop();
const codes = await Promise.all(replicas.map((replica) => replica.stop()));
await redis.stop();
await runUp(["down"]);
say(`replicas ended with ${codes.join(", ")}`);
process.exit(wrong.length > 0 ? 1 : 0);

function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
