import { type Asked, type Build, type Person, signIn } from "./large-redmine.ts";

const rounds = 7;
const mostTimes = 2.5;

type Bare = (request: string) => Promise<unknown>;

interface Change {
  what: string;
  /** As a parameter of update_issue, and as Redmine takes it; another one in each round. */
  ours(round: number): object;
  redmines(round: number): object;
}

const changes: readonly Change[] = [
  { what: "a note", ours: (n) => ({ notes: `Note ${n}` }), redmines: (n) => ({ notes: `Note ${n}` }) },
  {
    what: "a status",
    ours: (n) => ({ status_id: n % 2 ? "New" : "In Progress" }),
    redmines: (n) => ({ status_id: n % 2 ? 1 : 2 }),
  },
  {
    what: "a custom field by name",
    ours: (n) => ({ custom_fields: { "Site 12": `location ${n + 1} of the site list` } }),
    redmines: (n) => ({ custom_fields: [{ id: 112, value: `Location ${n + 1} of the site list` }] }),
  },
];

/** What a change of an issue costs beside the bare PUT, turn by turn; the medians. Names of fields are known from a call before. */
export async function writesBesidePut(build: Build, url: string, person: Person, bare: Bare): Promise<string> {
  /** The same requests one after the other, with the change of the sibling: less is only to be had by asking less. */
  async function bareMsOf(asked: readonly Asked[], change: object, sibling: number): Promise<number> {
    const begin = performance.now();
    for (const { request } of asked) {
      const [method = "", path = ""] = request.split(" /");
      const at = path.replace(/^issues\/\d+/, `issues/${sibling}`);
      await bare(method === "PUT" ? `PUT ${at} ${JSON.stringify({ issue: change })}` : at);
    }
    return performance.now() - begin;
  }

  const rows: string[] = [];
  for (const [at, { what, ours, redmines }] of changes.entries()) {
    const [issue, sibling] = [30_000 + at * 80, 30_040 + at * 80]; // of the tracker Bug
    const call = signIn(build, url, person);
    const first = await call("update_issue", { issue_id: issue, ...ours(rounds) });
    const oursMs: number[] = [];
    const bareMs: number[] = [];
    const floorMs: number[] = [];
    let requests: readonly string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const begin = performance.now();
      await bare(`PUT issues/${sibling}.json ${JSON.stringify({ issue: redmines(round) })}`);
      bareMs.push(performance.now() - begin);
      const { ms, asked, text } = await call("update_issue", { issue_id: issue, ...ours(round) });
      if (!text.includes(`Issue #${issue} was changed.`))
        throw new Error(`update_issue, ${what}: ${text.slice(0, 300)}`);
      oursMs.push(ms);
      floorMs.push(await bareMsOf(asked, redmines(round), issue - 1_000));
      requests = asked.map((each) => `${each.request.split("?")[0]?.split(" ")[0]} ${Math.round(each.ms)}`);
    }
    const [one, other, floor] = [median(oursMs), median(bareMs), median(floorMs)];
    rows.push(
      `| ${what} | ${one.toFixed(0)} ms | ${other.toFixed(0)} ms | ${(one / other).toFixed(1)} × | ${(floor / other).toFixed(1)} × | ${requests.length} (${requests.join(", ")}) | ${first.ms.toFixed(0)} ms, ${first.asked.length} |`,
    );
  }
  return [
    `\nupdate_issue beside the bare PUT, medians of ${rounds}; at most ${mostTimes} ×:`,
    "| change | call | bare PUT | | its requests, bare | requests of the last, ms | first call: names asked |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
