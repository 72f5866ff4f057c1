import { z } from "zod";
import { line } from "../../format/clean.ts";
import { type IssueRow, issueList, issueRelation, issueRow } from "../../redmine/issues.ts";
import { statuses } from "../../redmine/lists.ts";
import { entries } from "../../redmine/named-list.ts";
import { pageSize } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { readEntries } from "../../redmine/time-entries.ts";
import { versionsOf } from "../../redmine/versions.ts";
import { listQuery } from "../issues/list-query.ts";
import { progressOfVersions } from "../roadmap.ts";
import { filterOf, type timeInput } from "../time/list-time-entries.ts";
import type { ToolContext } from "../tool.ts";
import type { boardInput } from "./view-tools.ts";

const maxIssues = 500; // five requests
const maxVersions = 100;

interface RoadmapArgs {
  project_id: string | number;
  closed?: boolean | undefined;
}

/** The versions of a project with their progress, the next due first. */
export async function roadmapData(
  { project_id, closed = false }: RoadmapArgs,
  { redmine }: ToolContext,
): Promise<object> {
  const project = await resolveProject(project_id, redmine);
  const all = await entries(versionsOf(project), redmine);
  const fitting = all
    .filter(({ status }) => closed || status !== "closed")
    .toSorted((one, other) => (one.due_date || "9999").localeCompare(other.due_date || "9999") || one.id - other.id);
  const versions = fitting.slice(0, maxVersions);
  const progress = await progressOfVersions(versions, redmine);
  return {
    total: fitting.length,
    versions: versions.map(({ id, name, status, due_date }) => {
      const versionProgress = progress.get(id);
      return {
        id,
        name: line(name, 80),
        status,
        due: due_date || undefined,
        open: versionProgress ? versionProgress.issues - versionProgress.closed : 0,
        closed: versionProgress?.closed ?? 0,
        done: versionProgress?.percent ?? 0,
        estimated: versionProgress?.estimatedHours ?? 0,
        spent: versionProgress?.spentHours ?? 0,
      };
    }),
  };
}

const page = z.object({
  issues: z.array(issueRow.extend({ relations: z.array(issueRelation).optional() })),
  total_count: z.number(),
});

/** The issues of one version with their dates and what they wait for. */
export async function versionData(
  { version_id }: { version_id: number },
  { redmine, settings }: ToolContext,
): Promise<object> {
  const read = (offset: number) =>
    redmine.get(path`issues.json`, page, {
      what: "the issues of this version",
      query: {
        fixed_version_id: version_id,
        status_id: "*",
        include: "relations",
        sort: "start_date,due_date,id",
        limit: pageSize,
        offset,
      },
    });
  const [first, known] = await Promise.all([read(0), entries(statuses, redmine)]);
  const rows = [...first.issues];
  const most = Math.min(first.total_count, maxIssues);
  for (let offset = pageSize; offset < most; offset += pageSize) rows.push(...(await read(offset)).issues);

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ id }) => id));
  const relations = new Map(rows.flatMap((row) => row.relations ?? []).map((relation) => [relation.id, relation]));
  return {
    total: first.total_count,
    issues: rows.map((row) => ({
      id: row.id,
      subject: line(row.subject, 120),
      url: `${settings.redminePublicUrl}/issues/${row.id}`,
      status: line(row.status.name, 80),
      isClosed: closed.has(row.status.id),
      start: row.start_date || undefined,
      due: row.due_date || undefined,
      done: closed.has(row.status.id) ? 100 : (row.done_ratio ?? 0),
      estimated: row.estimated_hours ?? undefined,
      created: row.created_on.slice(0, 10),
      closed: closed.has(row.status.id) ? row.closed_on?.slice(0, 10) : undefined,
    })),
    relations: [...relations.values()]
      .filter(({ relation_type }) => relation_type === "precedes" || relation_type === "blocks")
      .map(({ issue_id, issue_to_id, relation_type }) => ({ from: issue_id, to: issue_to_id, type: relation_type })),
  };
}

const maxCards = 500; // five requests

/** The cards and columns of a board. */
export async function boardData(
  { group_by = "status", ...conditions }: z.output<typeof boardInput>,
  { redmine, settings, now, mayWrite }: ToolContext,
): Promise<object> {
  const query = await listQuery({ ...conditions, subprojects: true }, redmine, now);
  const read = (offset: number) =>
    redmine.get(path`issues.json`, issueList, {
      what: "the list of issues",
      query: { ...query, sort: "priority:desc,updated_on:desc", limit: pageSize, offset },
    });
  const [first, known] = await Promise.all([read(0), entries(statuses, redmine)]);
  const rows = [...first.issues];
  const most = Math.min(first.total_count, maxCards);
  for (let offset = pageSize; offset < most; offset += pageSize) rows.push(...(await read(offset)).issues);

  const closed = new Set(known.filter(({ is_closed }) => is_closed).map(({ id }) => id));
  const groupOf = ({ status, assigned_to, fixed_version }: IssueRow) =>
    ({ status, assignee: assigned_to, version: fixed_version })[group_by];
  const groups =
    group_by === "status" ? known : [{ id: 0, name: "none" }, ...rows.flatMap((row) => groupOf(row) ?? [])];
  const columns = new Map(groups.map(({ id, name }) => [id, line(name, 80)]));

  return {
    groupBy: group_by,
    mayWrite,
    total: first.total_count,
    columns: [...columns].map(([id, name]) => ({ id, name })),
    issues: rows.map((row) => ({
      id: row.id,
      subject: line(row.subject, 120),
      url: `${settings.redminePublicUrl}/issues/${row.id}`,
      column: groupOf(row)?.id ?? 0,
      priority: line(row.priority.name, 40),
      ...(row.assigned_to && { assignee: line(row.assigned_to.name, 80) }),
      ...(row.due_date && { due: row.due_date }),
      done: row.done_ratio ?? 0,
      isClosed: closed.has(row.status.id),
    })),
  };
}

const maxEntries = 1_000; // ten requests

/** The entries of the same filters as in list_time_entries, the newest thousand at most. */
export async function timeData(args: z.output<typeof timeInput>, { redmine, now }: ToolContext): Promise<object> {
  const project = args.project_id === undefined ? undefined : await resolveProject(args.project_id, redmine);
  const filter = await filterOf(args, project, { redmine, now });
  const first = await readEntries(redmine, filter, 0, pageSize);
  const rows = [...first.entries];
  const most = Math.min(first.total, maxEntries);
  for (let offset = pageSize; offset < most; offset += pageSize) {
    rows.push(...(await readEntries(redmine, filter, offset, pageSize)).entries);
  }

  return {
    total: first.total,
    entries: rows.map(({ spent_on, hours, user, activity, project: place, issue, comments }) => ({
      day: spent_on,
      hours,
      user: line(user.name, 80),
      activity: line(activity.name, 80),
      project: line(place.name, 80),
      ...(issue && { issue: `#${issue.id}` }),
      ...(comments && { comment: line(comments, 120) }),
    })),
  };
}
