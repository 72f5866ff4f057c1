import type { IssueRow } from "../redmine/schemas/issue.ts";
import type { NameOf } from "./change.ts";
import { line } from "./clean.ts";
import { fieldCell, type IssueColumn, isIssueColumn, issueColumns } from "./issue-columns.ts";

interface Column {
  title: string;
  cells: readonly string[];
}

const always: readonly IssueColumn[] = ["project", "tracker", "status", "priority", "assignee", "due", "updated"];

/** A table with one line an issue. What is the same everywhere is said once, above; a column of nothing is left out. */
export function issueList(issues: readonly IssueRow[], more: readonly string[], nameOf: NameOf): string {
  const wanted = new Set([...always, ...more]);
  const ordered = [
    ...Object.keys(issueColumns).filter((name) => wanted.has(name)),
    ...[...wanted].filter((n) => !isIssueColumn(n)),
  ];
  const columns = ordered.map((title): Column => {
    const cell = isIssueColumn(title) ? issueColumns[title] : fieldCell(title, nameOf);
    return yearAbove({ title: line(title, 60), cells: issues.map((issue) => cell(issue).replaceAll("|", "/")) });
  });

  const same = columns.filter(({ cells }) => issues.length > 1 && cells.every((cell) => cell === cells[0]));
  const shown = columns.filter((column) => !same.includes(column) && column.cells.some(Boolean));
  const told = same.filter(({ title, cells }) => cells[0] || more.includes(title));

  return [
    ...(told.length > 0 ? [`All: ${told.map(({ title, cells }) => `${title} ${cells[0] || "none"}`).join(", ")}`] : []),
    ["#", ...shown.map(({ title }) => title), "subject"].join("|"),
    ...issues.map(({ id, subject, is_private }, at) =>
      [id, ...shown.map(({ cells }) => cells[at]), `${line(subject)}${is_private ? " (private)" : ""}`].join("|"),
    ),
  ].join("\n");
}

/** Where all days are of one year, it stands in the title: "updated 2026-" over "03-15". */
function yearAbove({ title, cells }: Column): Column {
  const years = new Set(cells.filter(Boolean).map((cell) => /^(\d{4}-)\d\d-\d\d$/.exec(cell)?.[1]));
  const [year] = years;
  if (years.size !== 1 || !year || cells.length < 4 || new Set(cells).size === 1) return { title, cells };
  return { title: `${title} ${year}`, cells: cells.map((cell) => cell.slice(year.length)) };
}
