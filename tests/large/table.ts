import { monitorEventLoopDelay } from "node:perf_hooks";
import { besideHeavyCalls } from "./beside-heavy-calls.ts";
import { type Outcome, readBuild, signIn } from "./large-redmine.ts";
import { writesBesidePut } from "./writes.ts";

// What each call costs on the large Redmine, beside the bare requests that it cannot do without, in one run:
//   node tests/large/table.ts [directory of another build]       REDMINE_URL and ALICE_API_KEY from tests/large/up
const url = process.env.REDMINE_URL ?? "";
const alice = { userId: 5, key: process.env.ALICE_API_KEY ?? "" };
const build = await readBuild(url, process.argv[2]);
const delay = monitorEventLoopDelay({ resolution: 5 });

interface Row {
  what: string;
  tool: string;
  input: object;
  /** Requests for the same, as curl would send them. */
  bare: readonly string[];
  must: string;
  /** A text without which the answer is wrong. */
  shows: RegExp;
}

const listOfOne = "issues.json?project_id=2000&status_id=*&limit=1";
const project = "projects/2000.json?include=trackers,issue_custom_fields";
const firstOf = (identifier: string) => `issues.json?project_id=${identifier}&status_id=*&sort=id:desc&limit=1`;
const newest = (await bare(firstOf("big"))).issues[0].id;
const newestOfSix = (await bare(firstOf("six"))).issues[0].id;

const oneProject = "≤ 1.3 × bare + 0.3 s, ≤ 3 requests";
const rows: readonly Row[] = [
  {
    what: "list_issues, project by id",
    tool: "list_issues",
    input: { project_id: 2000, status_id: "*", limit: 1 },
    bare: [listOfOne, project],
    must: oneProject,
    shows: /30000 issues/,
  },
  {
    what: "list_issues, project by identifier",
    tool: "list_issues",
    input: { project_id: "big", status_id: "*", limit: 1 },
    bare: [listOfOne, project],
    must: oneProject,
    shows: /30000 issues/,
  },
  {
    what: "list_issues, project by name",
    tool: "list_issues",
    input: { project_id: "Zeppelin last", status_id: "*", limit: 1 },
    bare: ["issues.json?project_id=3996&status_id=*&limit=1", "projects.json?name=Zeppelin%20last"],
    must: oneProject,
    shows: /No issues/,
  },
  {
    what: "get_project, 40 trackers, 108 fields",
    tool: "get_project",
    input: { project_id: "big" },
    bare: [project, `issues/${newest}.html`, "projects/2000/versions.json", "projects/2000/memberships.json?limit=100"],
    must: "≤ 3 s, ≤ 8 requests",
    shows: /Kind 37/,
  },
  {
    what: "get_project, 6 trackers",
    tool: "get_project",
    input: { project_id: "six" },
    bare: ["projects/3997.json", `issues/${newestOfSix}.html`],
    must: "≤ 1 s",
    shows: /Kind 03/,
  },
  {
    what: "list_projects, 2,000",
    tool: "list_projects",
    input: {},
    bare: ["projects.csv?set_filter=1&c[]=name&c[]=identifier"],
    must: "≤ 1 s",
    shows: /platform-0001/,
  },
  {
    what: "get_roadmap, 400 versions",
    tool: "get_roadmap",
    input: { project_id: "big" },
    bare: [
      "projects/2000/versions.json",
      "issues.csv?set_filter=1&project_id=2000&status_id=*&fixed_version_id=1038|1039",
    ],
    must: "≤ 4 s, true",
    shows: /of 65 issues closed/,
  },
  {
    what: "list_time_entries, 200,000",
    tool: "list_time_entries",
    input: { project_id: "big" },
    bare: ["time_entries.json?project_id=2000&limit=25", "time_entries.html?set_filter=1&project_id=2000&t[]=hours"],
    must: "≤ 3 s, the full sum",
    shows: /425000 h/,
  },
  {
    what: "list_issues by a person field",
    tool: "list_issues",
    input: { project_id: "big", status_id: "*", custom_fields: { "Owner 5": "First3 Lastname3" } },
    bare: ["projects/2000/issues.html?set_filter=1&issue_id=0&cf_105=*"],
    must: "right",
    shows: /\d+ issues/,
  },
  {
    what: "get_wiki_page, mistyped title of 20,000",
    tool: "get_wiki_page",
    input: { project_id: "big", title: "Page 00777 about testin the large installation of things" },
    bare: ["projects/2000/wiki/index.json"],
    must: "≤ 100 ms stall",
    shows: /Page_00777/,
  },
  {
    what: "list_issues, mistyped project",
    tool: "list_issues",
    input: { project_id: "platfrom-0777" },
    bare: ["projects.csv?set_filter=1&c[]=name&c[]=identifier"],
    must: "",
    shows: /platform-0777/,
  },
  {
    what: "get_issue_details",
    tool: "get_issue_details",
    input: { issue_id: 31_000 },
    bare: ["issues/31000.json?include=journals,attachments,relations,children,watchers,allowed_statuses"],
    must: "",
    shows: /Work item/,
  },
];

/** A request as curl would send it: "PUT path body" or a path to read. */
async function bare(request: string) {
  const [method = "", path = "", body = ""] = request.startsWith("PUT ")
    ? (/^(PUT) (\S+) (.*)$/.exec(request)?.slice(1) ?? [])
    : ["GET", request];
  const response = await fetch(`${url}/${path}`, {
    method,
    headers: { "X-Redmine-API-Key": alice.key, "Content-Type": "application/json" },
    ...(body && { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${request}: HTTP ${response.status}`);
  return path.includes(".json") && text ? JSON.parse(text) : text;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
const seconds = (ms: number) => (ms / 1000).toFixed(2);

function row(
  { what, must, shows }: Row,
  { text, ms, asked }: Outcome,
  stall: number,
  bareMs: readonly number[],
): string {
  const right = shows.test(text) ? "" : " (**WRONG**)";
  return `| ${what} | ${seconds(ms)} s${right} | ${asked.length} | ${bareMs.map(seconds).join(" + ")} s | ${stall} ms | ${must} |`;
}

print("| call | time | requests | bare | longest stall | must |\n|---|---|---|---|---|---|");
delay.enable();
const details: string[] = [];
for (const each of rows) {
  for (const request of each.bare) await bare(request); // Redmine's own first time is not measured
  const bareMs: number[] = [];
  for (const request of each.bare) bareMs.push(await timed(() => bare(request)));
  delay.reset();
  const outcome = await signIn(build, url, alice)(each.tool, each.input);
  await new Promise((resolve) => setTimeout(resolve, 20)); // the delay is counted by a timer
  print(row(each, outcome, Math.round(delay.max / 1e6), bareMs));
  const requests = outcome.asked.map(
    ({ request, ms, bytes }) => `  ${Math.round(ms)} ms, ${bytes} B: ${request.slice(0, 200)}`,
  );
  details.push(`${each.what}: ${outcome.text.slice(0, 160).replaceAll("\n", " / ")}\n${requests.join("\n")}`);
}

delay.reset();
print(await writesBesidePut(build, url, alice, bare));
print(`Longest stall of the event loop in this: ${Math.round(delay.max / 1e6)} ms`);
print(await besideHeavyCalls(build, url, alice));
if (process.env.DETAILS) print(details.join("\n"));
