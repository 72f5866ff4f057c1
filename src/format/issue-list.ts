import type { IssueRow } from "../redmine/schemas/issue.ts";
import type { NameOf } from "./change.ts";
import { line } from "./clean.ts";
import { fieldCell, type IssueColumn, isIssueColumn, issueColumns } from "./issue-columns.ts";
import { rowsWithin } from "./rows-within.ts";

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
    const cell = isIssueColumn(title) ? issueColumns[title] : fieldCell(title, nameOf);
    return yearAbove({ title: line(title, 60), cells: issues.map((issue) => cell(issue).replaceAll("|", "/")) });
  });
  const same = columns.filter(({ cells }) => issues.length > 1 && cells.every((cell) => cell === cells[0]));
  const varied = columns.filter((column) => !same.includes(column) && column.cells.some(Boolean));
  const told = same.filter(({ title, cells }) => cells[0] || more.includes(title));

  const above = [
    ...(told.length > 0
      ? [`In all rows: ${told.map(({ title, cells }) => `${title} ${cells[0] || "none"}`).join(", ")}`]
      : []),
    ["#", ...varied.map(({ title }) => title), "subject"].join("|"),
  ];
  const rows = issues.map(({ id, subject, is_private }, at) =>
    [id, ...varied.map(({ cells }) => cells[at]), `${line(subject)}${is_private ? " (private)" : ""}`].join("|"),
  );
  const { text, left } = rowsWithin(rows, maxChars - above.join("\n").length);
  return { text: [...above, text].join("\n"), shown: rows.length - left };
}

/** In a fixed order, custom fields last. */
function titlesOf(more: readonly string[]): string[] {
  const wanted = new Set([...always, ...more]);
  return [
    ...Object.keys(issueColumns).filter((name) => wanted.has(name)),
    ...[...wanted].filter((n) => !isIssueColumn(n)),
  ];
}

/** Where all days are of one year, it stands in the title: "updated 2026-" over "03-15". */
function yearAbove({ title, cells }: Column): Column {
  const years = new Set(cells.filter(Boolean).map((cell) => /^(\d{4}-)\d\d-\d\d$/.exec(cell)?.[1]));
  const [year] = years;
  if (years.size !== 1 || !year || cells.length < 4 || new Set(cells).size === 1) return { title, cells };
  return { title: `${title} ${year}`, cells: cells.map((cell) => cell.slice(year.length)) };
}
