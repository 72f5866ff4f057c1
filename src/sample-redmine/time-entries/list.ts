import type { TimeEntry } from "../content-records.ts";
import { customValuesJson, visibleFields } from "../custom-fields.ts";
import { matchList } from "../filters/match.ts";
import type { Condition, FilterType } from "../filters/operators.ts";
import { type Filters, filtersOf, idsIn, readConditions, select, validOrNone } from "../filters/query.ts";
import { descendantsOf } from "../issues/tree.ts";
import { groupsOf } from "../issues/visible.ts";
import { loginFirst, plainPage } from "../pages/issue-form.ts";
import { projectsWithin } from "../projects/within.ts";
import type { Issue, Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { type Column, csv } from "../web/csv.ts";
import { projectInParams, requireMayIn } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { text } from "../web/params.ts";
import { compact, named, pick, principal, projectOf, projectRef } from "../web/refs.ts";
import { json, notInTheSample, Refused } from "../web/reply.ts";
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
    ...pick(entry, "comments", "spent_on", "created_on", "updated_on"),
    custom_fields: customValuesJson(fields, entry.custom),
  });
}

/** GET /time_entries.json: newest day first. */
export function listTimeEntries(ask: Ask): Response {
  const project = projectInParams(ask);
  return json(paged("time_entries", sorted(ask, entriesIn(ask, project)), ask, (entry) => timeEntryJson(ask, entry)));
}

const columns: Readonly<Record<string, Column<TimeEntry>>> = {
  hours: ["Hours", ({ hours }) => hours.toFixed(2)],
  user: ["User", ({ user_id }, { sample }) => principal(sample.state, user_id)?.name ?? ""],
  activity: ["Activity", ({ activity_id }, { sample }) => sample.state.activities.get(activity_id)?.name ?? ""],
  project: ["Project", ({ project_id }, { sample }) => projectRef(sample.state, project_id).name],
  issue: [
    "Issue",
    ({ issue_id }, { sample: { state } }) => {
      const issue = state.issues.get(issue_id);
      return issue ? `${state.trackers.get(issue.tracker_id)?.name} #${issue.id}: ${issue.subject}` : "";
    },
  ],
};

/** GET /time_entries.csv: all entries at once. */
export const exportTimeEntries = (ask: Ask) => csv(ask, columns, () => entriesIn(ask, projectInParams(ask)));

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
  requireMayIn(ask, project, "view_time_entries");
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
  const { filters, column, values, match } = filtersOf<TimeEntry>();
  const people = (expected: string[]) => expected.map((id) => (id === "me" ? String(caller.user?.id ?? 0) : id));
  const issueOf = (entry: TimeEntry): Issue | undefined => state.issues.get(entry.issue_id);
  const person = (name: "user_id" | "author_id", label: string) =>
    match(name, "list_optional", label, (entry, operator, expected) =>
      matchList([entry[name]], operator, people(expected)),
    );
  const ofIssue = (name: "tracker_id" | "status_id" | "fixed_version_id" | "category_id", type: FilterType = "list") =>
    values(`issue.${name}`, type, `Issue's ${name}`, (entry) => [issueOf(entry)?.[name]]);

  column("spent_on", "date_past", "spent_on");
  match("issue_id", "tree", "issue", (entry, operator, expected) => {
    if (operator === "*") return entry.issue_id !== null;
    if (operator === "!*") return entry.issue_id === null;
    if (entry.issue_id === null) return false;
    const roots = idsIn(expected).flatMap((id) => state.issues.get(id) ?? []);
    const below = operator === "~" ? roots.flatMap((issue) => descendantsOf(state, issue)) : [];
    return [...roots, ...below].some(({ id }) => id === entry.issue_id);
  });
  ofIssue("tracker_id");
  ofIssue("status_id");
  ofIssue("fixed_version_id");
  values("issue.subject", "text", "subject", (entry) => [issueOf(entry)?.subject]);
  person("user_id", "User");
  values("user.group", "list_optional", "User's Group", (entry) => {
    const user = state.users.get(entry.user_id);
    return user ? groupsOf(state, user) : [];
  });
  person("author_id", "Author");
  column("activity_id", "list", "activity");
  values("project.status", "list", "status", (entry) => [state.projects.get(entry.project_id)?.status]);
  column("comments", "text", "comments");
  column("hours", "float", "hours");
  if (project) ofIssue("category_id", "list_optional");
  else column("project_id", "list", "project");
  return filters;
}
