import { mayAnywhere } from "../access/permissions.ts";
import { attachmentsOf } from "../attachments/render.ts";
import { matchList, type Value } from "../filters/match.ts";
import type { FilterType } from "../filters/operators.ts";
import type { Filter, Filters } from "../filters/query.ts";
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
  const filters: Filters<Issue> = new Map();
  const add = (name: string, filter: Filter<Issue>) => filters.set(name, filter);
  const column = (name: keyof Issue & string, type: FilterType, label: Filter<Issue>["label"]) =>
    add(name, { type, label, values: (issue) => [issue[name] as string | number | null] }); // plain columns only
  const isClosed = (issue: Issue) => state.statuses.get(issue.status_id)?.is_closed === true;
  const version = (issue: Issue) => state.versions.get(issue.fixed_version_id);
  const statusOf = (issue: Issue) => state.projects.get(issue.project_id)?.status;

  add("status_id", {
    type: "list_status",
    label: "status",
    match(issue, operator, wanted) {
      if (operator === "o") return !isClosed(issue);
      if (operator === "c") return isClosed(issue);
      if (operator === "*") return true;
      if (operator !== "=" && operator !== "!") throw unknownOperator(operator);
      return wanted.includes(String(issue.status_id)) === (operator === "=");
    },
  });
  if (!project) {
    add("project_id", {
      type: "list",
      label: "project",
      match(issue, operator, wanted) {
        const mine = () =>
          state.members.where(({ principal_id }) => principal_id === caller.user?.id).map((row) => row.project_id);
        const ids = wanted.flatMap((value) => (value === "mine" ? mine().map(String) : value));
        return ids.includes(String(issue.project_id)) === (operator === "=");
      },
    });
  }
  column("tracker_id", "list_with_history", "tracker");
  column("priority_id", "list_with_history", "priority");
  peopleFilters(ask, add);
  column("fixed_version_id", "list_optional_with_history", "fixed_version");
  add("fixed_version.due_date", {
    type: "date",
    label: { named: "Target version's Due date" },
    values: (issue) => [version(issue)?.effective_date],
  });
  add("fixed_version.status", {
    type: "list",
    label: { named: "Target version's Status" },
    values: (issue) => [version(issue)?.status],
  });
  if (project) column("category_id", "list_optional_with_history", "category");
  column("subject", "text", "subject");
  column("description", "text", "description");
  column("created_on", "date_past", "created_on");
  column("updated_on", "date_past", "updated_on");
  column("closed_on", "date_past", "closed_on");
  column("start_date", "date", "start_date");
  column("due_date", "date", "due_date");
  column("estimated_hours", "float", "estimated_hours");
  if (mayAnywhere(sample, caller, "view_time_entries")) {
    add("spent_time", {
      type: "float",
      label: { named: "Spent time" },
      values: (issue) => [spentHours(sample, caller, [issue])],
    });
  }
  column("done_ratio", "integer", "done_ratio");
  if (mayAnywhere(sample, caller, "set_issues_private") || mayAnywhere(sample, caller, "set_own_issues_private")) {
    add("is_private", { type: "list", label: { named: "Private" }, values: (issue) => [issue.is_private ? "1" : "0"] });
  }
  const attached = (issue: Issue) => attachmentsOf(state, { type: "issue", id: issue.id });
  add("attachment", {
    type: "text",
    label: { named: "File" },
    values: (issue) => attached(issue).map(({ filename }) => filename),
  });
  add("attachment_description", {
    type: "text",
    label: { named: "File description" },
    values: (issue) => attached(issue).map(({ description }) => description),
  });
  if (!project || state.projects.where((row) => row.parent_id === project.id).length > 0) {
    add("project.status", {
      type: "list",
      label: { named: "Project's Status" },
      values: (issue) => [statusOf(issue)],
    });
  }
  for (const field of state.customFields.where((row) => row.customized_type === "issue" && row.is_filter)) {
    add(`cf_${field.id}`, customFilter(field, caller.user?.id ?? 0));
  }
  familyFilters(ask, add);
  add("issue_id", { type: "integer", label: "issue", values: (issue) => [issue.id] });
  if (sample.switches.version !== "5.0") {
    add("any_searchable", {
      type: "search",
      label: { named: "Any searchable text" },
      match: (issue, operator, wanted) => matchesQuestion(ask, issue, operator, wanted[0] ?? ""),
    });
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
  const valuesOf = (issue: Issue): Value[] => {
    const value = field.trackers.includes(issue.tracker_id) ? issue.custom[field.id] : null;
    return Array.isArray(value) ? value : [value];
  };
  const label = { named: field.name };
  if (field.field_format === "user") {
    const people = (wanted: string[]) => wanted.map((value) => (value === "me" ? String(me) : value));
    return {
      type: "list_optional",
      label,
      match: (issue, operator, wanted) => matchList(valuesOf(issue), operator, people(wanted)),
    };
  }
  return {
    type: customTypes[field.field_format],
    label,
    values: valuesOf,
  };
}
