import { mayAnywhere } from "../access/permissions.ts";
import { attachmentsOf } from "../attachments/render.ts";
import { matchList, type Value } from "../filters/match.ts";
import type { FilterType } from "../filters/operators.ts";
import { type Filter, type Filters, filtersOf } from "../filters/query.ts";
import type { CustomField, Issue, Project } from "../records.ts";
import { spentHours } from "../time-entries/visible.ts";
import type { Ask } from "../web/ask.ts";
import { notInTheSample, Refused } from "../web/reply.ts";
import { familyFilters } from "./family-filters.ts";
import { matchesQuestion } from "./match-question.ts";
import { peopleFilters } from "./people-filters.ts";

/** The filters of a list of issues, in Redmine's order; some exist only for some people, or only in a project. */
export function issueFilters(ask: Ask, project: Project | undefined): Filters<Issue> {
  const { sample, caller } = ask;
  const { state } = sample;
  const add = filtersOf<Issue>();
  const { filters, column, values, match } = add;
  const allowed = (permission: string) => mayAnywhere(sample, caller, permission);
  const isClosed = (issue: Issue) => state.statuses.get(issue.status_id)?.is_closed === true;
  const version = (issue: Issue) => state.versions.get(issue.fixed_version_id);
  const attached = (issue: Issue) => attachmentsOf(state, { type: "issue", id: issue.id });

  match("status_id", "list_status", "status", (issue, operator, expected) => {
    if (operator === "o") return !isClosed(issue);
    if (operator === "c") return isClosed(issue);
    if (operator === "*") return true;
    if (operator !== "=" && operator !== "!") throw unknownOperator(operator);
    return expected.includes(String(issue.status_id)) === (operator === "=");
  });
  if (!project) {
    match("project_id", "list", "project", (issue, operator, expected) => {
      const mine = () => state.members.where((row) => row.principal_id === caller.user?.id);
      const ids = expected.flatMap((id) => (id === "mine" ? mine().map((row) => String(row.project_id)) : id));
      return ids.includes(String(issue.project_id)) === (operator === "=");
    });
  }
  column("tracker_id", "list_with_history", "tracker");
  column("priority_id", "list_with_history", "priority");
  peopleFilters(ask, add);
  column("fixed_version_id", "list_optional_with_history", "fixed_version");
  values("fixed_version.due_date", "date", "Target version's Due date", (issue) => [version(issue)?.effective_date]);
  values("fixed_version.status", "list", "Target version's Status", (issue) => [version(issue)?.status]);
  if (project) column("category_id", "list_optional_with_history", "category");
  column("subject", "text", "subject");
  column("description", "text", "description");
  column("created_on", "date_past", "created_on");
  column("updated_on", "date_past", "updated_on");
  column("closed_on", "date_past", "closed_on");
  column("start_date", "date", "start_date");
  column("due_date", "date", "due_date");
  column("estimated_hours", "float", "estimated_hours");
  if (allowed("view_time_entries")) {
    values("spent_time", "float", "Spent time", (issue) => [spentHours(sample, caller, [issue])]);
  }
  column("done_ratio", "integer", "done_ratio");
  if (allowed("set_issues_private") || allowed("set_own_issues_private")) {
    values("is_private", "list", "Private", (issue) => [issue.is_private ? "1" : "0"]);
  }
  values("attachment", "text", "File", (issue) => attached(issue).map(({ filename }) => filename));
  values("attachment_description", "text", "File description", (issue) =>
    attached(issue).map(({ description }) => description),
  );
  if (!project || state.projects.where((row) => row.parent_id === project.id).length > 0) {
    values("project.status", "list", "Project's Status", (issue) => [state.projects.get(issue.project_id)?.status]);
  }
  for (const field of state.customFields.where((row) => row.customized_type === "issue" && row.is_filter)) {
    filters.set(`cf_${field.id}`, customFilter(field, caller.user?.id ?? 0));
  }
  familyFilters(ask, add);
  values("issue_id", "integer", "issue", (issue) => [issue.id]);
  if (sample.switches.version !== "5.0") {
    match("any_searchable", "search", "Any searchable text", (issue, operator, expected) =>
      matchesQuestion(ask, issue, operator, expected[0] ?? ""),
    );
  }
  return filters;
}

const unknownOperator = (operator: string) =>
  new Refused(notInTheSample(`the filter operator “${operator}” for statuses.`));

const customTypes: Record<CustomField["field_format"], FilterType> = {
  list: "list_optional",
  user: "list_optional",
  bool: "list_optional",
  string: "string",
  text: "text",
  date: "date",
  float: "float",
  int: "integer",
};

function customFilter(field: CustomField, me: number): Filter<Issue> {
  const values = (issue: Issue): Value[] => {
    const value = field.trackers.includes(issue.tracker_id) ? issue.custom[field.id] : null;
    return Array.isArray(value) ? value : [value];
  };
  const filter = { type: customTypes[field.field_format], label: { named: field.name } };
  if (field.field_format !== "user") return { ...filter, values };
  const people = (expected: string[]) => expected.map((id) => (id === "me" ? String(me) : id));
  return { ...filter, match: (issue, operator, expected) => matchList(values(issue), operator, people(expected)) };
}
