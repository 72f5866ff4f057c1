import { setImmediate as otherWork } from "node:timers/promises";
import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { readCsv } from "./csv.ts";
import { RedmineFailure } from "./failure.ts";
import { path } from "./path.ts";
import type { Query } from "./send.ts";

const what = "the export of issues";
const counted = z.object({ total_count: z.number() });

/** Columns of the file, as Redmine calls them. Redmine leaves out those that this person may not see. */
const columns = [
  "project",
  "tracker",
  "parent",
  "status",
  "priority",
  "subject",
  "assigned_to",
  "author",
  "category",
  "fixed_version",
  "start_date",
  "due_date",
  "done_ratio",
  "estimated_hours",
  "spent_hours",
  "created_on",
  "updated_on",
  "closed_on",
];

export interface IssueExport {
  titles: readonly string[];
  rows: readonly (readonly string[])[];
  total: number;
}

/** The number of issues that match the filter. It costs one request. */
export function countIssues(redmine: RedmineReader, filter: Query): Promise<number> {
  const answer = redmine.get(path`issues.json`, counted, { what, query: { ...filter, limit: 1 } });
  return answer.then(({ total_count }) => total_count);
}

/**
 * The issues that fit, at most `most`, from Redmine's export in order of their numbers. Redmine exports 500 at once by default
 * and has no offset there: the next part begins with the next number. Beside a saved query Redmine takes neither other
 * conditions nor columns, so of that only the first part is there, with its own columns.
 */
export async function exportIssues(
  redmine: RedmineReader,
  filter: Query,
  fields: readonly string[],
  most: number,
): Promise<IssueExport> {
  const isSaved = filter.query_id !== undefined;
  const part = (from: number) => {
    const conditions = { set_filter: 1, ...filter, ...(from > 0 && { issue_id: `>=${from}` }), sort: "id" };
    return tableOf(redmine, isSaved ? filter : { ...conditions, "c[]": ["id", ...columns, ...fields] });
  };
  const [total, first] = await Promise.all([countIssues(redmine, filter), part(0)]);
  const [titles = [], ...rows] = first;

  while (!isSaved && rows.length < Math.min(total, most)) {
    const last = Number(rows.at(-1)?.[0] ?? 0);
    const [, ...more] = await part(last + 1);
    if (more.length === 0 || !(Number(more[0]?.[0]) > last)) break; // the issues changed meanwhile
    rows.push(...more.filter((row) => row.length === titles.length));
    await otherWork();
  }
  return { titles, rows: rows.slice(0, most), total };
}

async function tableOf(redmine: RedmineReader, query: Query): Promise<string[][]> {
  const table = await readCsv(path`issues.csv`, what, query, redmine);
  const width = table?.[0]?.length;
  if (table && width && table.every((row) => row.length === width)) return table;
  throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: "the export of issues" });
}
