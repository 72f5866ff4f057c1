import { mayAnywhere } from "../access/permissions.ts";
import type { TimeEntry } from "../content-records.ts";
import { customValuesJson, visibleFields } from "../custom-fields.ts";
import { matchList } from "../filters/match.ts";
import type { Condition } from "../filters/operators.ts";
import { type Filter, type Filters, readConditions, select, validOrNone } from "../filters/query.ts";
import { descendantsOf } from "../issues/tree.ts";
import { groupsOf } from "../issues/visible.ts";
import { loginFirst, plainPage } from "../pages/plain-page.ts";
import { projectsWithin } from "../projects/within.ts";
import type { Issue, Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { csv } from "../web/csv.ts";
import { projectInParams, requireMay } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { list, text } from "../web/params.ts";
import { compact, named, principal, projectOf, projectRef } from "../web/refs.ts";
import { denied, json, notInTheSample, Refused } from "../web/reply.ts";
import { timeEntryVisible } from "./visible.ts";

export function timeEntryJson({ sample, caller }: Ask, entry: TimeEntry): object {
  const { state } = sample;
  const activity = state.activities.get(entry.activity_id);
  const fields = visibleFields(sample, caller, "time_entry", { project: projectOf(state, entry) });
  return compact({
    id: entry.id,
    project: projectRef(state, entry.project_id),
    issue: entry.issue_id === null ? undefined : { id: entry.issue_id },
    user: principal(state, entry.user_id),
    activity: activity && named(activity),
    hours: Math.round(entry.hours * 100) / 100,
    comments: entry.comments,
    spent_on: entry.spent_on,
    created_on: entry.created_on,
    updated_on: entry.updated_on,
    custom_fields: customValuesJson(fields, entry.custom),
  });
}

/** GET /time_entries.json: newest day first. */
export function listTimeEntries(ask: Ask): Response {
  const project = projectInParams(ask);
  return json(paged("time_entries", sorted(ask, entriesIn(ask, project)), ask, (entry) => timeEntryJson(ask, entry)));
}

type Column = { title: string; cell(entry: TimeEntry, ask: Ask): string };

const columns: Readonly<Record<string, Column>> = {
  hours: { title: "Hours", cell: ({ hours }) => hours.toFixed(2) },
  user: { title: "User", cell: ({ user_id }, { sample }) => principal(sample.state, user_id)?.name ?? "" },
  activity: {
    title: "Activity",
    cell: ({ activity_id }, { sample }) => sample.state.activities.get(activity_id)?.name ?? "",
  },
  project: { title: "Project", cell: ({ project_id }, { sample }) => projectRef(sample.state, project_id).name },
  issue: {
    title: "Issue",
    cell: ({ issue_id }, { sample }) => {
      const issue = sample.state.issues.get(issue_id);
      const tracker = issue && sample.state.trackers.get(issue.tracker_id)?.name;
      return issue ? `${tracker} #${issue.id}: ${issue.subject}` : "";
    },
  },
};

/** GET /time_entries.csv: all entries at once, with the columns that `c[]` names. */
export function exportTimeEntries(ask: Ask): Response {
  loginFirst(ask);
  const chosen = list(ask.params.c).flatMap((name) => columns[text(name) ?? ""] ?? fieldColumn(ask, text(name)) ?? []);
  return csv(
    chosen.map(({ title }) => title),
    entriesIn(ask, projectInParams(ask)).map((entry) => chosen.map(({ cell }) => cell(entry, ask))),
  );
}

function fieldColumn({ sample }: Ask, name: string | undefined): Column | undefined {
  const field = sample.state.customFields.get(Number(/^cf_(\d+)$/.exec(name ?? "")?.[1]));
  const yesNo: Readonly<Record<string, string>> = { "1": "Yes", "0": "No" };
  return (
    field && {
      title: field.name,
      cell: ({ custom }) => {
        const value = String(custom[field.id] ?? "");
        return field.field_format === "bool" ? (yesNo[value] ?? "") : value;
      },
    }
  );
}

/** GET /time_entries.html: of Redmine's page only the total of the hours. */
export function timeEntriesPage(ask: Ask): Response {
  loginFirst(ask);
  const sum = entriesIn(ask, projectInParams(ask)).reduce((total, { hours }) => total + hours, 0);
  const minutes = Math.round(sum * 60);
  const value = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return plainPage(
    `<p class="query-totals"><span class="total-for-hours"><span>Hours:</span> <span class="value">${value}</span></span></p>`,
  );
}

function entriesIn(ask: Ask, project: Project | undefined): TimeEntry[] {
  const { sample, caller, params } = ask;
  const { state } = sample;
  if (project) requireMay(ask, project, "view_time_entries");
  else if (!mayAnywhere(sample, caller, "view_time_entries")) throw new Refused(denied(sample.switches, caller));
  if (params.query_id !== undefined) throw new Refused(notInTheSample("saved queries of time entries."));

  const filters = timeEntryFilters(ask, project);
  const conditions = validOrNone(filters, [...readConditions(filters, ask, []), ...between(ask)], ask.say);
  const within = project && projectsWithin(ask, project, conditions);
  const candidates = state.timeEntries
    .where(({ project_id }) => within?.has(project_id) ?? true)
    .filter((entry) => timeEntryVisible(sample, caller, entry, { byRole: true }));
  return select(candidates, filters, conditions, sample.now(), caller.user?.language ?? "");
}

/** from=2026-01-01&to=2026-01-31 */
function between({ params }: Ask): Condition[] {
  const [from, to] = [text(params.from), text(params.to)];
  const condition = (operator: string, values: string[]) => [{ field: "spent_on", operator, values }];
  if (from && to) return condition("><", [from, to]);
  if (from) return condition(">=", [from]);
  return to ? condition("<=", [to]) : [];
}

function sorted({ sample: { state }, params }: Ask, rows: TimeEntry[]): TimeEntry[] {
  const keys: Record<string, (entry: TimeEntry) => (string | number)[]> = {
    spent_on: (entry) => [entry.spent_on, entry.created_on],
    created_on: (entry) => [entry.created_on],
    hours: (entry) => [entry.hours],
    activity: (entry) => [entry.activity_id],
    issue: (entry) => [entry.issue_id ?? 0],
    user: (entry) => [principal(state, entry.user_id)?.name ?? ""],
    project: (entry) => [projectRef(state, entry.project_id).name],
  };
  const order = (text(params.sort) || "spent_on:desc").split(",").flatMap((part) => {
    const [column = "", direction] = part.split(":");
    const key = keys[column];
    return key ? [{ key, sign: direction === "desc" ? -1 : 1 }] : [];
  });
  return [...rows].sort((a, b) => {
    for (const { key, sign } of order) {
      const [left, right] = [key(a), key(b)];
      const at = left.findIndex((value, index) => value !== right[index]);
      if (at >= 0) return (left[at] ?? "") < (right[at] ?? "") ? -sign : sign;
    }
    return a.id - b.id;
  });
}

function timeEntryFilters({ sample, caller }: Ask, project: Project | undefined): Filters<TimeEntry> {
  const { state } = sample;
  const me = caller.user?.id ?? 0;
  const people = (wanted: string[]) => wanted.map((value) => (value === "me" ? String(me) : value));
  const issueOf = (entry: TimeEntry): Issue | undefined => state.issues.get(entry.issue_id);
  const ids = (wanted: string[]) => (wanted[0] ?? "").match(/\d+/g)?.map(Number) ?? [];
  const person = (label: string, column: "user_id" | "author_id"): Filter<TimeEntry> => ({
    type: "list_optional",
    label: { named: label },
    match: (entry, operator, wanted) => matchList([entry[column]], operator, people(wanted)),
  });
  const ofIssue = (column: "tracker_id" | "status_id" | "fixed_version_id" | "category_id"): Filter<TimeEntry> => ({
    type: column === "category_id" ? "list_optional" : "list",
    label: { named: `Issue's ${column}` },
    values: (entry) => [issueOf(entry)?.[column]],
  });

  const filters: Filters<TimeEntry> = new Map([
    ["spent_on", { type: "date_past", label: "spent_on", values: (entry) => [entry.spent_on] }],
    [
      "issue_id",
      {
        type: "tree",
        label: "issue",
        match(entry, operator, wanted) {
          if (operator === "*") return entry.issue_id !== null;
          if (operator === "!*") return entry.issue_id === null;
          if (entry.issue_id === null) return false;
          const roots = ids(wanted).flatMap((id) => state.issues.get(id) ?? []);
          const below = operator === "~" ? roots.flatMap((issue) => descendantsOf(state, issue)) : [];
          return [...roots, ...below].some(({ id }) => id === entry.issue_id);
        },
      },
    ],
    ["issue.tracker_id", ofIssue("tracker_id")],
    ["issue.status_id", ofIssue("status_id")],
    ["issue.fixed_version_id", ofIssue("fixed_version_id")],
    ["issue.subject", { type: "text", label: "subject", values: (entry) => [issueOf(entry)?.subject] }],
    ["user_id", person("User", "user_id")],
    [
      "user.group",
      {
        type: "list_optional",
        label: { named: "User's Group" },
        values: (entry) => {
          const user = state.users.get(entry.user_id);
          return user ? groupsOf(state, user) : [];
        },
      },
    ],
    ["author_id", person("Author", "author_id")],
    ["activity_id", { type: "list", label: "activity", values: (entry) => [entry.activity_id] }],
    [
      "project.status",
      { type: "list", label: "status", values: (entry) => [state.projects.get(entry.project_id)?.status] },
    ],
    ["comments", { type: "text", label: "comments", values: (entry) => [entry.comments] }],
    ["hours", { type: "float", label: "hours", values: (entry) => [entry.hours] }],
  ]);
  if (project) filters.set("issue.category_id", ofIssue("category_id"));
  else filters.set("project_id", { type: "list", label: "project", values: (entry) => [entry.project_id] });
  return filters;
}
