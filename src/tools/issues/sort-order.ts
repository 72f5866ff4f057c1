import { line } from "../../format/clean.ts";
import { ToolRefusal } from "../tool-refusal.ts";

/** What issues can be sorted by, as we call it and as Redmine does. */
const columns: Readonly<Record<string, string>> = {
  id: "id",
  project: "project",
  tracker: "tracker",
  status: "status",
  priority: "priority",
  subject: "subject",
  assignee: "assigned_to",
  author: "author",
  category: "category",
  version: "fixed_version",
  parent: "parent",
  start: "start_date",
  due: "due_date",
  done: "done_ratio",
  estimated: "estimated_hours",
  created: "created_on",
  updated: "updated_on",
  closed: "closed_on",
};

const mostKeys = 3; // Redmine drops the rest

export interface SortOrder {
  /** As Redmine takes it. */
  query: string;
  /** Our names of the columns. */
  by: readonly string[];
}

/** "updated:desc,priority" or "-updated". Redmine ignores a sort that it does not know, so we refuse it. */
export function sortOrder(given: string): SortOrder {
  const keys = given
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  if (keys.length === 0 || keys.length > mostKeys) throw new ToolRefusal(`sort: give 1 to ${mostKeys} columns.`);

  const parsed = keys.map((key) => {
    const [, minus, name = "", direction = minus ? "desc" : "asc"] = /^(-?)(\w+)(?:[:\s](asc|desc))?$/i.exec(key) ?? [];
    const lower = name.toLowerCase();
    const ours = lower in columns ? lower : Object.keys(columns).find((column) => columns[column] === lower);
    if (!ours) {
      throw new ToolRefusal(
        `Issues cannot be sorted by “${line(key, 60)}”, but by ${Object.keys(columns).join(", ")}.`,
      );
    }
    return { ours, query: `${columns[ours]}:${direction.toLowerCase()}` };
  });

  return { query: parsed.map(({ query }) => query).join(","), by: parsed.map(({ ours }) => ours) };
}
