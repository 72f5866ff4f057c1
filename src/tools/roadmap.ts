import { z } from "zod";
import { rowsWithin } from "../format/text.ts";
import { type PlannedIssue, progressOf, roadmapRow } from "../format/version.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { issueRow } from "../redmine/issues.ts";
import { statuses } from "../redmine/lists.ts";
import { entries } from "../redmine/named-list.ts";
import { pageSize } from "../redmine/paging.ts";
import { path } from "../redmine/path.ts";
import { resolveProject } from "../redmine/projects.ts";
import { type Version, versionsOf } from "../redmine/versions.ts";
import { nameOrId } from "./input.ts";
import { defineTool } from "./tool.ts";

const maxCounted = 1_000; // issues: ten requests, about three seconds of Redmine's time
const page = z.object({
  issues: z.array(
    issueRow.pick({
      id: true,
      status: true,
      fixed_version: true,
      done_ratio: true,
      estimated_hours: true,
      spent_hours: true,
    }),
  ),
  total_count: z.number(),
});

export interface Planned {
  ofVersion: ReadonlyMap<number, readonly PlannedIssue[]>;
  /** How many were looked at, of how many there are. */
  counted: number;
  total: number;
}

/** The issues of these versions, in whatever project: Redmine's API has no counts of them. A request for 100. */
export async function plannedIssues(versions: readonly { id: number }[], redmine: RedmineReader): Promise<Planned> {
  if (versions.length === 0) return { ofVersion: new Map(), counted: 0, total: 0 };
  const fixed_version_id = versions.map(({ id }) => id).join("|");
  const read = (offset: number) =>
    redmine.get(path`issues.json`, page, {
      what: "the issues of these versions",
      query: { fixed_version_id, status_id: "*", sort: "id:desc", limit: pageSize, offset },
    });

  const [first, known] = await Promise.all([read(0), entries(statuses, redmine)]);
  const rows = [...first.issues];
  const wanted = Math.min(first.total_count, maxCounted);
  for (let offset = pageSize; offset < wanted; offset += pageSize) rows.push(...(await read(offset)).issues);

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ id }) => id));
  const byVersion = Map.groupBy(rows, ({ fixed_version }) => fixed_version?.id ?? 0);
  const ofVersion = new Map(
    [...byVersion].map(([id, issues]) => [
      id,
      issues.map((issue) => ({
        closed: closed.has(issue.status.id),
        doneRatio: issue.done_ratio ?? 0,
        estimatedHours: issue.estimated_hours ?? 0,
        spentHours: issue.spent_hours ?? 0,
      })),
    ]),
  );
  return { ofVersion, counted: rows.length, total: first.total_count };
}

const maxListChars = 34_000;

export const getRoadmap = defineTool({
  name: "get_roadmap",
  title: "Roadmap of a project",
  description: "A project's versions by due date, with their issues' progress and hours.",
  access: "read",
  toolset: "planning",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries"],
  parameters: z.object({
    project_id: nameOrId,
    closed: z.boolean().default(false).describe("closed versions too"),
  }),
  execute: async ({ project_id, closed }, { redmine, quote, now }) => {
    const project = await resolveProject(project_id, redmine);
    const list = versionsOf(project);
    redmine.lookups.forget(list.kind);
    const all = await entries(list, redmine);
    const shown = all.filter(({ status }) => closed || status !== "closed").toSorted(byDueDate);
    const hidden = all.length - shown.length;
    const left = hidden > 0 ? ` Closed versions are left out (${hidden}).` : "";
    if (shown.length === 0) return `This project has no ${hidden > 0 ? "open " : ""}version.${left}`;

    const { ofVersion, counted, total } = await plannedIssues(shown, redmine);
    const today = now.toISOString().slice(0, 10);
    const rows = shown.map((version) =>
      roadmapRow(version, progressOf(ofVersion.get(version.id) ?? []), project.id, today),
    );
    const { text, left: cut } = rowsWithin(rows, maxListChars);
    const heading = [
      `${shown.length} ${shown.length === 1 ? "version" : "versions"}.${left}`,
      counted < total && `Counted are the newest ${counted} of their ${total} issues only.`,
      cut > 0 && `The last ${cut} do not fit here.`,
    ].filter(Boolean);
    return `${heading.join(" ")}\n${quote(text)}`;
  },
});

/** The next first; those without a day at the end. */
function byDueDate(one: Version, other: Version): number {
  return (one.due_date || "9999").localeCompare(other.due_date || "9999") || one.id - other.id;
}
