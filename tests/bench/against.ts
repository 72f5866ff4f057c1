import { toolCall } from "./call.ts";
import type { Target } from "./instant-redmine.ts";
import { load } from "./load.ts";
import { median } from "./quantile.ts";
import { cpuSeconds, type Subject, startSubject } from "./subject.ts";
import type { Row } from "./table.ts";
import { manyTokens } from "./throughput.ts";

const atOnce = 16;
const grants = 20;
/** Related issues are read too, in one request more; 1.0.0 told their numbers only. */
const kinds = { "small issue": 10, "issue with a relation": 1, "issue of 40 notes and relations": 61 };

/** Calls for a second of CPU of this build and of another, turn by turn in one run: machines differ by a third, and by the hour. */
export async function against(target: Target, checkout: string, runs: number, calls: number): Promise<Row[]> {
  const builds = await Promise.all(
    [undefined, checkout].map(async (directory) => {
      const server = await startSubject(target, { checkout: directory });
      return { server, next: await nextCall(server, target) };
    }),
  );

  try {
    const rows: Row[] = [];
    for (const [what, issue] of Object.entries(kinds)) {
      for (const { next } of builds) await load(400, atOnce, next(issue)); // until it is compiled
      const rates: number[][] = builds.map(() => []);
      for (let run = 0; run < runs; run += 1) {
        for (const [at, { server, next }] of builds.entries()) {
          const before = cpuSeconds(server.pid);
          await load(calls, atOnce, next(issue));
          rates[at]?.push(calls / (cpuSeconds(server.pid) - before));
        }
      }
      const [ours = Number.NaN, theirs = Number.NaN] = rates.map(median);
      rows.push({
        what: `calls a core-second, ${what}, SQLite, against ${checkout}`,
        got: `${ours.toFixed(0)} against ${theirs.toFixed(0)}: ${(ours / theirs).toFixed(2)} ×`,
      });
    }
    return rows;
  } finally {
    for (const { server } of builds) await server.stop();
  }
}

async function nextCall(server: Subject, target: Target) {
  const tokens = await manyTokens(server, target, grants);
  return (issue: number) => (n: number) =>
    toolCall(server.url, tokens[n % tokens.length]?.access ?? "", "2025-11-25", "get_issue_details", {
      issue_id: issue,
    });
}
