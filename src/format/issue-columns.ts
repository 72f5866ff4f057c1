import { type CustomValue, valuesOf } from "../redmine/schemas/custom-value.ts";
import type { IssueRow } from "../redmine/schemas/issue.ts";
import type { NameOf } from "./change.ts";
import { line } from "./clean.ts";
import { day } from "./dates.ts";
import { hours } from "./hours.ts";

type Cell = (issue: IssueRow) => string;

const date = (iso: string | null | undefined) => (iso ? day(iso) : "");

/** The columns of an issue list beside its number and subject, in the order they are shown. */
export const issueColumns = {
  project: ({ project }) => line(project.name, 60),
  tracker: ({ tracker }) => line(tracker.name, 60),
  status: ({ status }) => line(status.name, 60),
  priority: ({ priority }) => line(priority.name, 60),
  assignee: ({ assigned_to }) => line(assigned_to?.name ?? "", 60),
  author: ({ author }) => line(author?.name ?? "", 60),
  category: ({ category }) => line(category?.name ?? "", 60),
  version: ({ fixed_version }) => line(fixed_version?.name ?? "", 60),
  parent: ({ parent }) => (parent ? `#${parent.id}` : ""),
  start: ({ start_date }) => date(start_date),
  due: ({ due_date }) => date(due_date),
  done: ({ done_ratio }) => `${done_ratio ?? 0}%`,
  estimated: ({ estimated_hours }) => (estimated_hours ? hours(estimated_hours) : ""),
  spent: ({ spent_hours }) => (spent_hours ? hours(spent_hours) : ""),
  created: ({ created_on }) => date(created_on),
  updated: ({ updated_on }) => date(updated_on),
  closed: ({ closed_on }) => date(closed_on),
} as const satisfies Record<string, Cell>;

export type IssueColumn = keyof typeof issueColumns;

export function isIssueColumn(name: string): name is IssueColumn {
  return Object.hasOwn(issueColumns, name);
}

/** The cell of a custom field's column. */
export function fieldCell(name: string, nameOf: NameOf): Cell {
  return ({ custom_fields }) => {
    const field = custom_fields.find((each) => sameField(each, name));
    if (!field) return "";
    const values = valuesOf(field).map((value) => nameOf(`field ${field.id}`, value) ?? value);
    return line(values.join(", "), 80);
  };
}

export function sameField({ name }: Pick<CustomValue, "name">, given: string): boolean {
  return name.trim().toLowerCase() === given.trim().toLowerCase();
}
