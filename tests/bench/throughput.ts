import { startRedis } from "../support/redis-server.ts";
import { toolCall } from "./call.ts";
import type { Target } from "./instant-redmine.ts";
import { eraOf } from "./latency.ts";
import { load } from "./load.ts";
import { median } from "./quantile.ts";
import { logIn, register, signIn, type Tokens } from "./sign-in.ts";
import { cpuSeconds, type Subject, startSubject } from "./subject.ts";
import type { Row } from "./table.ts";

const atOnce = 16;
const grants = 20;

/** Calls a second of one server on one core, with the store and the unsealing that each call needs. */
export async function throughput(target: Target, runs: number, calls: number): Promise<Row[]> {
  const redis = await startRedis();
  try {
    const onSqlite = await measured(target, {}, runs, calls);
    const onRedis = await measured(target, { TOKEN_STORE_URL: redis.url }, runs, calls);
    const rows = (store: string, got: Measured, must: boolean): Row[] =>
      Object.entries(got).map(([what, { aSecond, aCore }]) => ({
        what: `calls/s, ${what}, ${store}`,
        got: `${aCore.toFixed(0)} a core-second, ${aSecond.toFixed(0)} a second`,
        ...(must && { must: "≥ 400 a core", holds: aCore >= 400 }),
      }));
    return [...rows("SQLite", onSqlite, true), ...rows("Redis", onRedis, true)];
  } finally {
    await redis.stop();
  }
}

type Measured = Record<string, { aSecond: number; aCore: number }>;

async function measured(
  target: Target,
  settings: Record<string, string>,
  runs: number,
  calls: number,
): Promise<Measured> {
  const server = await startSubject(target, { settings });
  try {
    const tokens = await manyTokens(server, target, grants);
    const next = (era: keyof typeof eraOf, issue: number) => (n: number) => {
      const access = tokens[n % tokens.length]?.access ?? "";
      return toolCall(
        server.url,
        access,
        eraOf[era] === "MCP 2025-11-25" ? "2025-11-25" : "2026-07-28",
        "get_issue_details",
        { issue_id: issue },
      );
    };
    const kinds = {
      "issue of 40 notes, MCP 2025-11-25": next("legacy", 61),
      "issue of 40 notes, MCP 2026-07-28": next("modern", 61),
      "small issue, MCP 2025-11-25": next("legacy", 1),
      "small issue, MCP 2026-07-28": next("modern", 1),
    };
    for (const kind of Object.values(kinds)) await load(400, atOnce, kind); // until it is compiled

    const results: Measured = {};
    const samples = new Map<string, { aSecond: number; aCore: number }[]>();
    for (let run = 0; run < runs; run += 1) {
      for (const [what, kind] of Object.entries(kinds)) {
        const before = cpuSeconds(server.pid);
        const { seconds } = await load(calls, atOnce, kind);
        const used = cpuSeconds(server.pid) - before;
        samples.set(what, [...(samples.get(what) ?? []), { aSecond: calls / seconds, aCore: calls / used }]);
      }
    }
    for (const [what, found] of samples) {
      results[what] = {
        aSecond: median(found.map((each) => each.aSecond)),
        aCore: median(found.map((each) => each.aCore)),
      };
    }
    return results;
  } finally {
    await server.stop();
  }
}

export async function manyTokens(server: Subject, target: Target, count: number): Promise<Tokens[]> {
  const logins = ["alice", "bob", "dan"];
  const browsers = await Promise.all(logins.map((login) => logIn(target, login)));
  const client = await register(server.url);
  const tokens: Tokens[] = [];
  for (const browser of browsers) tokens.push(await signIn(server.url, target, browser, client)); // Redmine asks the first time

  let begun = tokens.length;
  const one = async () => {
    while (begun < count) {
      const browser = browsers[begun % browsers.length];
      begun += 1;
      if (browser) tokens.push(await signIn(server.url, target, browser, client));
    }
  };
  await Promise.all([one(), one(), one(), one()]);
  return tokens;
}
