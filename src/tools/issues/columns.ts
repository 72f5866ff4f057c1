import { line } from "../../format/clean.ts";
import { type IssueColumn, isIssueColumn } from "../../format/issue-list.ts";
import { ToolRefusal } from "../errors.ts";

/** Other words for a column: the parameters of create_issue and list_issues, and Redmine's own. */
const otherWords: Readonly<Record<string, IssueColumn>> = {
  assigned_to: "assignee",
  fixed_version: "version",
  target_version: "version",
  parent_issue: "parent",
  start_date: "start",
  due_date: "due",
  done_ratio: "done",
  estimated_hours: "estimated",
  estimate: "estimated",
  spent_hours: "spent",
  spent_time: "spent",
  created_on: "created",
  updated_on: "updated",
  closed_on: "closed",
};

/** The column that is meant: "due_date", "assigned_to_id" and "Version" are columns too. */
export function columnNamed(name: string): IssueColumn | undefined {
  const lower = name.trim().toLowerCase().replaceAll(" ", "_");
  for (const word of [lower, lower.replace(/_id$/, "")]) {
    if (isIssueColumn(word)) return word;
    if (Object.hasOwn(otherWords, word)) return otherWords[word];
  }
  return undefined;
}

/** Columns that issues can be sorted by, beside their number and subject, as Redmine calls them. */
const sortable: Readonly<Partial<Record<IssueColumn, string>>> = {
  project: "project",
  tracker: "tracker",
  status: "status",
  priority: "priority",
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
export function sortOrder(text: string): SortOrder {
  const keys = text
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  if (keys.length === 0 || keys.length > mostKeys) throw new ToolRefusal(`sort: give 1 to ${mostKeys} columns.`);

  const parsed = keys.map((key) => {
    const [, minus, name = "", direction = minus ? "desc" : "asc"] = /^(-?)(\w+)(?:[:\s](asc|desc))?$/i.exec(key) ?? [];
    const plain = ["id", "subject"].find((each) => each === name.toLowerCase());
    const column = columnNamed(name);
    const redmine = plain ?? (column && sortable[column]);
    if (!redmine) {
      throw new ToolRefusal(
        `Issues cannot be sorted by “${line(key, 60)}”, but by id, subject, ${Object.keys(sortable).join(", ")}.`,
      );
    }
    return { name: plain ?? column ?? "", query: `${redmine}:${direction.toLowerCase()}` };
  });

  return { query: parsed.map(({ query }) => query).join(","), by: parsed.map(({ name }) => name) };
}
