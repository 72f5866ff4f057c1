import type { SearchResult } from "../redmine/content.ts";
import type { IssueRow } from "../redmine/issues.ts";
import { type CustomValue, type Named, valuesOf } from "../redmine/values.ts";
import { amongOthers, line } from "./clean.ts";
import type { NameOf } from "./history.ts";
import { namesakes } from "./namesakes.ts";
import { rowsWithin, snippet, valueList, withoutBars } from "./text.ts";
import { day, hours } from "./units.ts";

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

/** Columns whose records may have the name of another. */
const references: Partial<Record<string, (issue: IssueRow) => Named | undefined>> = {
  project: ({ project }) => project,
  assignee: ({ assigned_to }) => assigned_to,
  author: ({ author }) => author,
  category: ({ category }) => category,
  version: ({ fixed_version }) => fixed_version,
};

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
    return line(valueList(values, field.multiple), 80);
  };
}

/** Whether a field has this name. Upper and lower case and outer spaces make no difference. */
export function sameField({ name }: Pick<CustomValue, "name">, fieldName: string): boolean {
  return name.trim().toLowerCase() === fieldName.trim().toLowerCase();
}

interface Column {
  title: string;
  cells: readonly string[];
}

const always: readonly IssueColumn[] = ["project", "tracker", "status", "priority", "assignee", "due", "updated"];

const budget = 38_000; // characters, of the 40,000 that a result may have

/**
 * A table with one line an issue. What is the same everywhere is said once, above; a column of nothing is left out.
 * `shown` is how many rows fit.
 */
export function issueList(
  issues: readonly IssueRow[],
  more: readonly string[],
  nameOf: NameOf,
  maxChars = budget,
): { text: string; shown: number } {
  const columns = titlesOf(more).map((title): Column => {
    const cell = isIssueColumn(title) ? ownCell(title, issues) : fieldCell(title, nameOf);
    return yearAbove({ title: line(title, 60), cells: issues.map((issue) => withoutBars(cell(issue))) });
  });
  const uniform = columns.filter(({ cells }) => issues.length > 1 && cells.every((cell) => cell === cells[0]));
  const varied = columns.filter((column) => !uniform.includes(column) && column.cells.some(Boolean));
  const shared = uniform.filter(({ title, cells }) => cells[0] || more.includes(title));

  const above = [
    ...(shared.length > 0
      ? [
          `In all rows: ${shared.map(({ title, cells }) => `${title} ${amongOthers(cells[0] ?? "") || "none"}`).join(", ")}`,
        ]
      : []),
    ["#", ...varied.map(({ title }) => title), "subject"].join("|"),
  ];
  const rows = issues.map(({ id, subject, is_private }, at) =>
    [id, ...varied.map(({ cells }) => cells[at]), `${line(subject)}${is_private ? " (private)" : ""}`].join("|"),
  );
  const { text, left } = rowsWithin(rows, maxChars - above.join("\n").length);
  return { text: [...above, text].join("\n"), shown: rows.length - left };
}

/** The cell of a column of every issue; two of the same name have their numbers. */
function ownCell(title: IssueColumn, issues: readonly IssueRow[]): Cell {
  const cell: Cell = issueColumns[title];
  const referenceOf = references[title];
  const shared = namesakes(referenceOf ? issues.map(referenceOf) : []);
  if (shared.size === 0) return cell;
  return (issue) => {
    const record = referenceOf?.(issue);
    return record && shared.has(record.name) ? `${cell(issue)} (id ${record.id})` : cell(issue);
  };
}

/** In a fixed order, custom fields last. */
function titlesOf(more: readonly string[]): string[] {
  const columns = new Set([...always, ...more]);
  return [
    ...Object.keys(issueColumns).filter((name) => columns.has(name)),
    ...[...columns].filter((n) => !isIssueColumn(n)),
  ];
}

/** Where all days are of one year, it stands in the title: "updated 2026-" over "03-15". */
function yearAbove({ title, cells }: Column): Column {
  const years = new Set(cells.filter(Boolean).map((cell) => /^(\d{4}-)\d\d-\d\d$/.exec(cell)?.[1]));
  const [year] = years;
  if (years.size !== 1 || !year || cells.length < 4 || new Set(cells).size === 1) return { title, cells };
  return { title: `${title} ${year}`, cells: cells.map((cell) => cell.slice(year.length)) };
}

const snippetLength = 60;

/** One line an issue and, where it helps, one of the text around the words found. */
export function issueHits(hits: readonly SearchResult[], words: readonly string[]): string {
  return hits.map((hit) => row(hit, words)).join("\n");
}

function row({ id, title, type, description, datetime }: SearchResult, words: readonly string[]): string {
  // Redmine writes "Bug #61 (In Progress): Memory grows"
  const [, tracker, status, subject] = /^(.+?) #\d+ \((.+?)\): (.*)$/s.exec(title) ?? [];
  const closed = type === "issue-closed" && !/closed/i.test(status ?? "") ? ", closed" : "";
  const what =
    subject === undefined
      ? line(title)
      : `${line(tracker ?? "", 60)} (${line(status ?? "", 60)}${closed}) ${line(subject)}`;
  const around = snippet(description, words, snippetLength);
  return `#${id} ${day(datetime)} ${what}${around ? `\n  ${around}` : ""}`;
}
