import { z } from "zod";
import { rowsWithin } from "../format/text.ts";
import { type Progress, progressOf, roadmapRow } from "../format/version.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { allIssues, hoursIn } from "../redmine/issue-sums.ts";
import { statuses } from "../redmine/lists.ts";
import { entries } from "../redmine/named-list.ts";
import { inTurns } from "../redmine/paging.ts";
import { path } from "../redmine/path.ts";
import { addDays, personDay } from "../redmine/person-day.ts";
import { resolveProject } from "../redmine/projects.ts";
import { type Version, versionsOf } from "../redmine/versions.ts";
import { nameOrId } from "./input.ts";
import { defineTool } from "./tool.ts";

/** Progress by version id, over all issues of these versions in whatever project. What was not counted is not in it. */
export async function progressOfVersions(
  versions: readonly Version[],
  redmine: RedmineReader,
): Promise<ReadonlyMap<number, Progress>> {
  const ofVersion = new Map<number, Progress>();
  for (const batch of withoutNamesakes(versions)) {
    for (const [id, progress] of await progressOfBatch(batch, redmine)) ofVersion.set(id, progress);
  }
  return ofVersion;
}

/** Redmine's export has the names of versions: two of the same name are asked for apart. */
function withoutNamesakes(versions: readonly Version[]): Version[][] {
  const sameName = [...Map.groupBy(versions, ({ name }) => name).values()];
  const most = Math.max(...sameName.map(({ length }) => length));
  return Array.from({ length: most }, (_, at) => sameName.flatMap((group) => group[at] ?? []));
}

const columns = ["fixed_version", "status", "done_ratio", "estimated_hours"];

async function progressOfBatch(
  versions: readonly Version[],
  redmine: RedmineReader,
): Promise<(readonly [number, Progress])[]> {
  const filter = { fixed_version_id: versions.map(({ id }) => id).join("|"), status_id: "*" };
  const [full, known] = await Promise.all([
    allIssues(redmine, filter, [...columns, "spent_hours"]),
    entries(statuses, redmine),
  ]);
  // who may not see time entries has no such column
  const rows = full.rows ?? (full.tooMany ? undefined : (await allIssues(redmine, filter, columns)).rows);
  const ofName = new Map(versions.map(({ id, name }) => [name, id]));
  if (!rows?.every(({ cells: [name = ""] }) => ofName.has(name)))
    return inTurns(versions, (each) => counted(each, redmine));

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ name }) => name));
  const byName = Map.groupBy(rows, ({ cells: [name] }) => name);
  return versions.map(({ id, name }) => {
    const issues = (byName.get(name) ?? []).map(({ cells: [, status = "", done, estimated, spent] }) => ({
      closed: closed.has(status),
      doneRatio: Number(done) || 0,
      estimatedHours: hoursIn(estimated),
      spentHours: hoursIn(spent),
    }));
    return [id, progressOf(issues)] as const;
  });
}

const total = z.object({ total_count: z.number() });

/** Exact at any size, but without hours. */
async function counted({ id, name }: Version, redmine: RedmineReader): Promise<readonly [number, Progress]> {
  const count = async (status_id: string) => {
    const query = { fixed_version_id: id, status_id, limit: 1 };
    return (await redmine.get(path`issues.json`, total, { what: `the issues of ${name}`, query })).total_count;
  };
  const [issues, closed] = await Promise.all([count("*"), count("c")]);
  return [id, { issues, closed, percent: undefined, estimatedHours: 0, spentHours: 0 }];
}

const maxListChars = 34_000;
const pageOfVersions = 20;

export const getRoadmap = defineTool({
  name: "get_roadmap",
  title: "Roadmap",
  description: "A project's versions by due date, with progress and hours.",
  access: "read",
  toolset: "planning",
  view: "roadmap",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries"],
  parameters: z.object({
    project_id: nameOrId,
    closed: z.boolean().default(false),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ project_id, closed, offset }, { redmine, quote, now }) => {
    const project = await resolveProject(project_id, redmine);
    const list = versionsOf(project);
    if (offset === 0) redmine.lookups.forget(list.kind);
    const all = await entries(list, redmine);
    const fitting = all.filter(({ status }) => closed || status !== "closed").toSorted(byDueDate);
    const hidden = all.length - fitting.length;
    const left = hidden > 0 ? ` Closed versions are left out (${hidden}).` : "";
    if (fitting.length === 0) return `This project has no ${hidden > 0 ? "open " : ""}version.${left}`;

    const shown = fitting.slice(offset, offset + pageOfVersions);
    const count = `${fitting.length} ${fitting.length === 1 ? "version" : "versions"}.${left}`;
    if (shown.length === 0) return `${count} None from offset ${offset} on.`;

    const [progress, today] = await Promise.all([progressOfVersions(shown, redmine), dayForDue(shown, redmine, now)]);
    const rows = shown.map((version) => roadmapRow(version, progress.get(version.id), project.id, today));
    const { text, left: cut } = rowsWithin(rows, maxListChars);
    const end = offset + shown.length - cut;
    const heading = [
      count,
      end - offset < fitting.length && `Shown: ${offset + 1}–${end} by due date.`,
      end < fitting.length && `More: offset ${end}.`,
    ].filter(Boolean);
    return `${heading.join(" ")}\n${quote(text)}`;
  },
});

/** The person's own day, asked for only where it decides: all zones are within a day of UTC. */
async function dayForDue(versions: readonly Version[], redmine: RedmineReader, now: Date): Promise<string> {
  const utc = now.toISOString().slice(0, 10);
  const decides = versions.some(({ due_date }) => due_date === utc || due_date === addDays(utc, -1));
  return decides ? (await personDay(redmine, now)).today : utc;
}

/** The next first; those without a day at the end. */
function byDueDate(one: Version, other: Version): number {
  return (one.due_date || "9999").localeCompare(other.due_date || "9999") || one.id - other.id;
}
