import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { readCsv } from "./csv.ts";
import { RedmineFailure } from "./failure.ts";
import { path } from "./path.ts";
import type { Query } from "./send.ts";
import { decimal } from "./time-entries.ts";

export const maxIssues = 5_000; // that are added up: ten exports of 500, which is what Redmine gives at once by default
const counted = z.object({ total_count: z.number() });

export interface IssueCells {
  id: number;
  /** In the order of the columns asked for, as Redmine's lists show them. */
  cells: readonly string[];
}

export interface AllIssues {
  total: number;
  /** Every one of them, or undefined: there are too many, or Redmine does not export them with these columns. */
  rows: readonly IssueCells[] | undefined;
  tooMany: boolean;
}

/**
 * All issues that fit, with a few columns in Redmine's names ("status", "cf_4"), from Redmine's export: 500 in a request that
 * takes a fifth of what 100 take as JSON. Nothing is said of a part of them: it would be taken for the whole.
 */
export async function allIssues(
  redmine: RedmineReader,
  filter: Query,
  columns: readonly string[],
  most = maxIssues,
): Promise<AllIssues> {
  const what = "the list of issues";
  const first = issuesFrom(0, redmine, filter, columns);
  const [{ total_count: total }, rows] = await Promise.all([
    redmine.get(path`issues.json`, counted, { what, query: { ...filter, limit: 1 } }),
    first,
  ]);
  const tooMany = total > most;
  if (!rows || tooMany) return { total, rows: undefined, tooMany };

  const all = [...rows];
  while (all.length < total) {
    const last = all.at(-1)?.id ?? 0;
    const more = await issuesFrom(last + 1, redmine, filter, columns);
    if (!more || more.length === 0 || (more[0]?.id ?? 0) <= last) return { total, rows: undefined, tooMany };
    all.push(...more);
  }
  return { total, rows: all.length === total ? all : undefined, tooMany };
}

/** From this number on, in order of the numbers. */
async function issuesFrom(
  id: number,
  redmine: RedmineReader,
  filter: Query,
  columns: readonly string[],
): Promise<IssueCells[] | undefined> {
  const query = {
    set_filter: 1,
    ...filter,
    ...(id > 0 && { issue_id: `>=${id}` }),
    sort: "id",
    "c[]": ["id", ...columns],
  };
  const [titles, ...rows] = (await readCsv(path`issues.csv`, "the list of issues", query, redmine)) ?? [];
  // Redmine leaves out columns that it does not have
  if (titles?.length !== columns.length + 1 || rows.some((cells) => cells.length !== titles.length)) return undefined;
  return rows.map(([number = "", ...cells]) => ({ id: Number(number), cells }));
}

/** Hours in a cell, 0 in an empty one. Throws where it is in a form that we do not know: it must not be taken for none. */
export function hoursIn(cell = ""): number {
  const hours = cell.trim() === "" ? 0 : decimal(cell);
  if (hours !== undefined) return hours;
  throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: "hours in the export" });
}
