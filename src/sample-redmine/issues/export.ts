import type { Issue } from "../records.ts";
import { spentHours } from "../time-entries/visible.ts";
import type { Ask } from "../web/ask.ts";
import { type Column, csv } from "../web/csv.ts";
import { principal } from "../web/refs.ts";
import { issuesIn } from "./list.ts";

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
