import { setTimeout as pause } from "node:timers/promises";
import { type Build, type Person, signIn } from "./large-redmine.ts";

const people = 30;
const everyMs = 3_500;
const runMs = 18_000;

/** The four calls that cost Redmine most. */
const heavyCalls = [
  ["get_project", { project_id: "big" }],
  ["get_roadmap", { project_id: "big" }],
  ["list_time_entries", { project_id: "big" }],
  ["get_wiki_page", { project_id: "big", title: "Page 00777 about testin the large installation of things" }],
] as const;

/** How long thirty people wait for an issue: alone, and while one more person makes the heavy calls at once. */
export async function besideHeavyCalls(build: Build, url: string, heavy: Person): Promise<string> {
  const others = Array.from({ length: people }, (_, at) => {
    const userId = 1001 + at;
    return signIn(build, url, { userId, key: String(userId).padStart(40, "0") });
  });

  /** Each of them reads an issue now and then, until the time has come. */
  async function readIssues(until: () => boolean): Promise<number[]> {
    const times: number[] = [];
    const one = async (call: (typeof others)[number], at: number) => {
      await pause((everyMs / people) * at);
      while (!until()) {
        const { ms, text } = await call("get_issue_details", { issue_id: 1001 + Math.floor(Math.random() * 30_000) });
        if (!text.includes("Work item")) throw new Error(`a user could not read an issue: ${text.slice(0, 200)}`);
        times.push(ms);
        await pause(Math.max(0, everyMs - ms));
      }
    };
    await Promise.all(others.map(one));
    return times;
  }

  const forSomeTime = () => {
    const end = performance.now() + runMs;
    return () => performance.now() > end;
  };
  await Promise.all(others.map((call) => call("get_issue_details", { issue_id: 1001 }))); // who is signed in is asked once
  const alone = await readIssues(forSomeTime());

  const isOver = forSomeTime();
  const took: string[] = [];
  const again = async () => {
    while (!isOver()) {
      const calls = heavyCalls.map(async ([name, input]) => {
        const { ms } = await signIn(build, url, heavy)(name, input);
        return `${name} ${(ms / 1000).toFixed(1)} s`;
      });
      took.push((await Promise.all(calls)).join(", "));
    }
  };
  const [beside] = await Promise.all([readIssues(isOver), again()]);

  const [before, during] = [percentiles(alone), percentiles(beside)];
  return [
    `\nget_issue_details of ${people} people, one each ${everyMs / 1000} s:`,
    "| | calls | p50 | p95 | longest |",
    "|---|---|---|---|---|",
    `| alone | ${alone.length} | ${before} |`,
    `| beside one person's four heavy calls, again and again (${took[0]}) | ${beside.length} | ${during} |`,
    `p95 beside is ${(at(beside, 0.95) / at(alone, 0.95)).toFixed(1)} × alone; at most 3 ×.`,
  ].join("\n");
}

function percentiles(times: readonly number[]): string {
  return [0.5, 0.95, 1].map((share) => `${Math.round(at(times, share))} ms`).join(" | ");
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
