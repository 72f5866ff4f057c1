import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { type Build, type Person, signIn } from "./large-redmine.ts";

const people = Number(process.env.PEOPLE ?? 30);
const everyMs = 3_500;
const runMs = 18_000;
const parts = "children,attachments,relations,changesets,journals,watchers,allowed_statuses"; // of an issue, as get_issue_details asks

/** The four calls that cost Redmine most. */
const heavyCalls = [
  ["get_project", { project_id: "big" }],
  ["get_roadmap", { project_id: "big" }],
  ["list_time_entries", { project_id: "big" }],
  ["get_wiki_page", { project_id: "big", title: "Page 00777 about testin the large installation of things" }],
] as const;

/** Reads an issue as one of the others; gives the milliseconds it took. */
type ReadIssue = (issue: number) => Promise<number>;

/**
 * How long thirty people wait for an issue: alone, and while one more person makes the heavy calls again and again. The floor
 * is the same with bare requests: each person's issue in one, and the requests of the heavy calls one after the other.
 */
export async function besideHeavyCalls(build: Build, url: string, heavy: Person): Promise<string> {
  const others = Array.from({ length: people }, (_, at) => ({
    userId: 1001 + at,
    key: String(1001 + at).padStart(40, "0"),
  }));
  const byTool = others.map((person): ReadIssue => {
    const call = signIn(build, url, person);
    return async (issue) => {
      const { ms, text } = await call("get_issue_details", { issue_id: issue });
      if (!text.includes("Work item")) throw new Error(`a user could not read an issue: ${text.slice(0, 200)}`);
      return ms;
    };
  });
  const bare = others.map(
    (person): ReadIssue =>
      (issue) =>
        timeOf(`/issues/${issue}.json?include=${parts}`, person),
  );

  /** The path of a request as it was recorded, as this person. */
  async function timeOf(path: string, { key }: Person): Promise<number> {
    const begin = performance.now();
    const response = await fetch(new URL(`${url}${path}`), { headers: { "X-Redmine-API-Key": key } });
    await response.arrayBuffer();
    return performance.now() - begin;
  }

  const requests = new Set<string>();
  /** The heavy calls at once, again and again; says afterwards how long they took. */
  function heavyRounds(newSignIn: () => ReturnType<typeof signIn>) {
    const rounds: number[][] = [];
    const again = async () => {
      const outcomes = await Promise.all(heavyCalls.map(([name, input]) => newSignIn()(name, input)));
      rounds.push(outcomes.map(({ ms }) => ms));
      // read when all have ended: the requests of one person are recorded by the latest of their sign-ins
      for (const { asked } of outcomes) for (const { request } of asked) requests.add(request.replace("GET ", ""));
    };
    const summary = () => {
      const medians = heavyCalls.map(([name], call) => {
        const times = rounds.map((round) => round[call] ?? Number.NaN);
        return `${name} ${(at(times, 0.5) / 1000).toFixed(1)} s`;
      });
      return `${rounds.length} rounds: ${medians.join(", ")}`;
    };
    return { again, summary };
  }
  const heavyRequestsInTurn = async () => {
    for (const request of requests) await timeOf(request, heavy);
  };

  await Promise.all(byTool.map((read) => read(1001))); // who is signed in is asked once
  const alone = await beside(byTool);
  const unknown = heavyRounds(() => signIn(build, url, heavy));
  const during = await beside(byTool, unknown.again);
  const signedIn = signIn(build, url, heavy);
  const known = heavyRounds(() => signedIn);
  const duringKnown = await beside(byTool, known.again);
  const aloneBare = await beside(bare);
  const floor = await beside(bare, heavyRequestsInTurn);

  const row = (what: string, { times, stallMs }: Readings) =>
    `| ${what} | ${times.length} | ${percentiles(times)} | ${stallMs} ms |`;
  const ratio = (one: Readings, other: Readings) => (at(one.times, 0.95) / at(other.times, 0.95)).toFixed(1);
  return [
    `\nget_issue_details of ${people} people, one each ${everyMs / 1000} s:`,
    "| | calls | p50 | p95 | longest | longest stall of the event loop |",
    "|---|---|---|---|---|---|",
    row("alone", alone),
    row(`beside one person's four heavy calls, each as a new sign-in (${unknown.summary()})`, during),
    row(`beside the same calls of one sign-in (${known.summary()})`, duringKnown),
    row("bare requests, alone", aloneBare),
    row("bare requests, beside the bare requests of the heavy calls one after the other", floor),
    `p95 beside is ${ratio(during, alone)} × alone (of one sign-in ${ratio(duringKnown, alone)} ×); at most 3 ×. The floor, with bare requests: ${ratio(floor, aloneBare)} ×.`,
  ].join("\n");
}

interface Readings {
  /** Milliseconds that each read took. */
  times: readonly number[];
  stallMs: number;
}

/** How long the reads took, one each few seconds and person, beside what goes on again and again. */
async function beside(reads: readonly ReadIssue[], again?: () => Promise<void>): Promise<Readings> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const end = performance.now() + runMs;
  const isOver = () => performance.now() > end;
  const times: number[] = [];
  const some = async (read: ReadIssue, at: number) => {
    await pause((everyMs / reads.length) * at);
    while (!isOver()) {
      const ms = await read(1001 + Math.floor(Math.random() * 30_000));
      times.push(ms);
      await pause(Math.max(0, everyMs - ms));
    }
  };
  const loop = async () => {
    while (again && !isOver()) await again();
  };
  await Promise.all([...reads.map(some), loop()]);
  delay.disable();
  return { times, stallMs: Math.round(delay.max / 1e6) };
}

function percentiles(times: readonly number[]): string {
  return [0.5, 0.95, 1].map((share) => `${Math.round(at(times, share))} ms`).join(" | ");
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
