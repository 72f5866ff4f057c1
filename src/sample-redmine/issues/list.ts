import type { Query } from "../content-records.ts";
import type { Condition } from "../filters/operators.ts";
import { checkConditions, type Filters, readConditions, select } from "../filters/query.ts";
import { projectsWithin } from "../projects/within.ts";
import { queryVisible } from "../queries.ts";
import type { Issue, Project } from "../records.ts";
import type { Sample } from "../sample.ts";
import { spentHours } from "../time-entries/visible.ts";
import type { Ask } from "../web/ask.ts";
import { type Column, csv } from "../web/csv.ts";
import { orNotFound, projectInParams, requireMayIn } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { text } from "../web/params.ts";
import { included, principal } from "../web/refs.ts";
import { denied, json, notInTheSample, Refused } from "../web/reply.ts";
import { issueFilters } from "./filters.ts";
import { issueAttachments, issueJson, relationJson, relationsOf } from "./render.ts";
import { visibleIssues } from "./visible.ts";

/** GET /issues.json */
export function listIssues(ask: Ask): Response {
  const includes = included(ask.params.include);
  return json(paged("issues", issuesIn(ask), ask, (issue) => withParts(ask, issue, includes)));
}

/** What a list's conditions and order choose. */
export function issuesIn(ask: Ask): Issue[] {
  const { sample, caller, params } = ask;
  const project = projectInParams(ask);
  requireMayIn(ask, project, "view_issues");

  const query = savedQuery(ask, project);
  const filters = issueFilters(ask, project);
  const open: Condition = { field: "status_id", operator: "o", values: [""] };
  // A saved query takes the place of every filter in the request; only the sort order may differ.
  const conditions = query ? query.filters : readConditions(forCaller(filters, ask), ask, [open]);
  checkConditions(filters, conditions, ask.say);

  const within = project ? projectsWithin(ask, project, conditions) : undefined;
  const candidates = visibleIssues(sample, caller).filter(({ project_id }) => within?.has(project_id) ?? true);
  const rows = select(candidates, filters, conditions, sample.now(), caller.user?.language ?? "");
  const sort = text(params.sort);
  return sortIssues(sample, rows, sort ? readSort(sort) : (query?.sort ?? []));
}

function withParts(ask: Ask, issue: Issue, includes: (part: string) => boolean): object {
  const { sample, caller } = ask;
  return {
    ...issueJson(sample, caller, issue),
    ...(includes("attachments") && { attachments: issueAttachments(sample, issue) }),
    ...(includes("relations") && {
      relations: relationsOf(sample, caller, issue, { byRole: true }).map(relationJson),
    }),
  };
}

/** Anonymous watches nothing and has no such filter; in a saved query it stands all the same. */
function forCaller(filters: Filters<Issue>, { caller }: Ask): Filters<Issue> {
  return caller.user ? filters : new Map([...filters].filter(([name]) => name !== "watcher_id"));
}

function savedQuery(ask: Ask, project: Project | undefined): Query | undefined {
  const { sample, caller, params } = ask;
  const id = text(params.query_id);
  if (!id) return undefined;
  const query = orNotFound(sample.state.queries.get(Number(id)));
  if (query.project_id !== null && query.project_id !== project?.id) orNotFound(undefined);
  if (!queryVisible(sample, caller, query)) throw new Refused(denied(sample.switches, caller));
  return query;
}

const mostExported = 500; // Redmine's own setting, as it comes

const hours = (value: number | null) => (value ? value.toFixed(2) : "");
const day = (iso: string | null) => (iso ? `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}` : "");
const rowName = (row: { name: string } | undefined) => row?.name ?? "";

const columns: Readonly<Record<string, Column<Issue>>> = {
  id: ["#", ({ id }) => String(id)],
  project: ["Project", (issue, { sample }) => rowName(sample.state.projects.get(issue.project_id))],
  tracker: ["Tracker", (issue, { sample }) => rowName(sample.state.trackers.get(issue.tracker_id))],
  status: ["Status", (issue, { sample }) => rowName(sample.state.statuses.get(issue.status_id))],
  priority: ["Priority", (issue, { sample }) => rowName(sample.state.priorities.get(issue.priority_id))],
  author: ["Author", (issue, { sample }) => rowName(principal(sample.state, issue.author_id))],
  assigned_to: ["Assignee", (issue, { sample }) => rowName(principal(sample.state, issue.assigned_to_id))],
  category: ["Category", (issue, { sample }) => rowName(sample.state.categories.get(issue.category_id))],
  fixed_version: ["Target version", (issue, { sample }) => rowName(sample.state.versions.get(issue.fixed_version_id))],
  subject: ["Subject", ({ subject }) => subject],
  parent: ["Parent task", ({ parent_id }) => (parent_id ? String(parent_id) : "")],
  start_date: ["Start date", ({ start_date }) => day(start_date)],
  due_date: ["Due date", ({ due_date }) => day(due_date)],
  done_ratio: ["% Done", ({ done_ratio }) => String(done_ratio)],
  estimated_hours: ["Estimated time", ({ estimated_hours }) => hours(estimated_hours)],
  spent_hours: ["Spent time", (issue, { sample, caller }) => hours(spentHours(sample, caller, [issue]))],
};

/** GET /issues.csv: for a list's own conditions. */
export const exportIssues = (ask: Ask) => csv(ask, columns, () => issuesIn(ask).slice(0, mostExported));

type Key = (issue: Issue) => (string | number | null)[];

function sortKeys({ state }: Sample): Record<string, Key> {
  const column =
    (name: keyof Issue & string): Key =>
    (issue) => [issue[name] as string | number | null]; // plain columns
  const name = (id: number | null) => principal(state, id)?.name ?? null;
  return {
    id: column("id"),
    project: (issue) => [state.projects.get(issue.project_id)?.name ?? null],
    tracker: column("tracker_id"),
    status: column("status_id"),
    priority: column("priority_id"),
    subject: column("subject"),
    author: (issue) => [name(issue.author_id)],
    assigned_to: (issue) => [name(issue.assigned_to_id)],
    updated_on: column("updated_on"),
    created_on: column("created_on"),
    closed_on: column("closed_on"),
    start_date: column("start_date"),
    due_date: column("due_date"),
    estimated_hours: column("estimated_hours"),
    done_ratio: column("done_ratio"),
    category: (issue) => [state.categories.get(issue.category_id)?.name ?? null],
    // Versions without a date come after those with one.
    fixed_version: (issue) => {
      const version = state.versions.get(issue.fixed_version_id);
      return [version?.effective_date ? 0 : 1, version?.effective_date ?? null, version?.name ?? null];
    },
  };
}

const notSortable = /^(parent|total_estimated_hours|spent_hours|total_spent_hours|last_updated_by|attachments|cf_\d+)$/;

export type SortOrder = [column: string, direction: "asc" | "desc"][];

/** sort=priority:desc,updated_on — unknown columns are ignored. */
export function readSort(sort: string): SortOrder {
  return sort.split(",").flatMap((part): SortOrder => {
    const [column = "", direction] = part.trim().split(":");
    return column === "" ? [] : [[column, direction === "desc" ? "desc" : "asc"]];
  });
}

/** Equal issues come newest first. */
export function sortIssues(sample: Sample, issues: Issue[], order: SortOrder): Issue[] {
  const keys = sortKeys(sample);
  const refused = order.find(([column]) => notSortable.test(column));
  if (refused) throw new Refused(notInTheSample(`sorting by ${refused[0]}.`));
  const criteria = order.flatMap(([column, direction]) => {
    const key = keys[column];
    return key ? [{ key, sign: direction === "desc" ? -1 : 1 }] : [];
  });

  const rows = issues.map((issue) => ({ issue, keys: criteria.map(({ key }) => key(issue)) }));
  rows.sort((a, b) => {
    for (const [index, { sign }] of criteria.entries()) {
      const difference = compareKeys(a.keys[index] ?? [], b.keys[index] ?? []);
      if (difference !== 0) return sign * difference;
    }
    return b.issue.id - a.issue.id;
  });
  return rows.map(({ issue }) => issue);
}

/** SQLite sorts what is missing first. */
function compareKeys(a: (string | number | null)[], b: (string | number | null)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null;
    if (left === right) continue;
    if (left === null) return -1;
    if (right === null) return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
