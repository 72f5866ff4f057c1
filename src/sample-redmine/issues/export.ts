import { loginFirst } from "../pages/plain-page.ts";
import type { Issue } from "../records.ts";
import { spentHours } from "../time-entries/visible.ts";
import type { Ask } from "../web/ask.ts";
import { csv } from "../web/csv.ts";
import { list, text } from "../web/params.ts";
import { principal } from "../web/refs.ts";
import { issuesIn } from "./list.ts";

const mostExported = 500; // Redmine's own setting, as it comes

type Column = { title: string; cell(issue: Issue, ask: Ask): string };
const hours = (value: number | null) => (value ? value.toFixed(2) : "");
const day = (iso: string | null) => (iso ? `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}` : "");
const rowName = (row: { name: string } | undefined) => row?.name ?? "";

const columns: Readonly<Record<string, Column>> = {
  id: { title: "#", cell: ({ id }) => String(id) },
  project: { title: "Project", cell: (issue, { sample }) => rowName(sample.state.projects.get(issue.project_id)) },
  tracker: { title: "Tracker", cell: (issue, { sample }) => rowName(sample.state.trackers.get(issue.tracker_id)) },
  status: { title: "Status", cell: (issue, { sample }) => rowName(sample.state.statuses.get(issue.status_id)) },
  priority: { title: "Priority", cell: (issue, { sample }) => rowName(sample.state.priorities.get(issue.priority_id)) },
  author: { title: "Author", cell: (issue, { sample }) => rowName(principal(sample.state, issue.author_id)) },
  assigned_to: {
    title: "Assignee",
    cell: (issue, { sample }) => rowName(principal(sample.state, issue.assigned_to_id)),
  },
  category: { title: "Category", cell: (issue, { sample }) => rowName(sample.state.categories.get(issue.category_id)) },
  fixed_version: {
    title: "Target version",
    cell: (issue, { sample }) => rowName(sample.state.versions.get(issue.fixed_version_id)),
  },
  subject: { title: "Subject", cell: ({ subject }) => subject },
  parent: { title: "Parent task", cell: ({ parent_id }) => (parent_id ? String(parent_id) : "") },
  start_date: { title: "Start date", cell: ({ start_date }) => day(start_date) },
  due_date: { title: "Due date", cell: ({ due_date }) => day(due_date) },
  done_ratio: { title: "% Done", cell: ({ done_ratio }) => String(done_ratio) },
  estimated_hours: { title: "Estimated time", cell: ({ estimated_hours }) => hours(estimated_hours) },
  spent_hours: {
    title: "Spent time",
    cell: (issue, { sample, caller }) => hours(spentHours(sample, caller, [issue])),
  },
};

/** GET /issues.csv: the columns that `c[]` names, for a list's own conditions. */
export function exportIssues(ask: Ask): Response {
  loginFirst(ask);
  const chosen = list(ask.params.c).flatMap((name) => columns[text(name) ?? ""] ?? fieldColumn(ask, text(name)) ?? []);
  const rows = issuesIn(ask).slice(0, mostExported);
  return csv(
    chosen.map(({ title }) => title),
    rows.map((issue) => chosen.map(({ cell }) => cell(issue, ask))),
  );
}

function fieldColumn({ sample }: Ask, name: string | undefined): Column | undefined {
  const field = sample.state.customFields.get(Number(/^cf_(\d+)$/.exec(name ?? "")?.[1]));
  if (!field) return undefined;
  const shown = (value: string) =>
    field.field_format === "user" ? rowName(principal(sample.state, Number(value))) : value;
  return {
    title: field.name,
    cell: ({ custom }) =>
      [custom[field.id] ?? []]
        .flat()
        .map((value) => shown(String(value)))
        .join(", "),
  };
}
