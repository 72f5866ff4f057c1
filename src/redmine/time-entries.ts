import type { RedmineReader } from "./client.ts";
import { type TimeEntry, timeEntriesAnswer } from "./content.ts";
import { readCsv } from "./csv.ts";
import { unless } from "./failure.ts";
import { limits } from "./limits.ts";
import { pageSize } from "./paging.ts";
import { path } from "./path.ts";
import type { Query } from "./send.ts";

export interface Entries {
  entries: TimeEntry[];
  /** How many Redmine has. */
  total: number;
}

/** One page, newest first. */
export async function readEntries(
  redmine: RedmineReader,
  filter: Query,
  offset: number,
  limit: number,
): Promise<Entries> {
  const query = { ...filter, sort: "spent_on:desc,id:desc", offset, limit };
  const answer = await redmine.get(path`time_entries.json`, timeEntriesAnswer, { what: "time entries", query });
  return { entries: answer.time_entries, total: answer.total_count };
}

export const maxExported = 5_000; // entries: Redmine exports all or none, in two to three seconds for so many

/** The cells by which entries are summed. */
export interface TimeRow {
  hours: number;
  cells: readonly string[];
}

/**
 * All entries as Redmine exports them, with these columns in Redmine's names ("user", "cf_10"). Undefined where Redmine does
 * not export them, does not have one of the columns, or exports another number of entries than there are.
 */
export async function exportEntries(
  redmine: RedmineReader,
  filter: Query,
  columns: readonly string[],
  total: number,
): Promise<TimeRow[] | undefined> {
  if (total > maxExported) return undefined;
  const query = { set_filter: 1, ...filter, "c[]": ["hours", ...columns] };
  const [titles, ...rows] = (await readCsv(path`time_entries.csv`, "time entries", query, redmine)) ?? [];
  if (titles?.length !== columns.length + 1 || rows.length !== total) return undefined;
  const read = rows.flatMap(([text = "", ...cells]) => {
    const hours = decimal(text);
    return hours === undefined || cells.length !== columns.length ? [] : [{ hours, cells }];
  });
  return read.length === total ? read : undefined;
}

/** "1.50", "1,50", "1:30": the forms in which Redmine prints hours in its languages. */
export function decimal(text: string): number | undefined {
  const [, whole = "", separator, rest = ""] = /^\s*(-?\d{1,12})(?:(\D)(\d{1,4}))?\s*$/.exec(text) ?? [];
  if (whole === "") return undefined;
  const part = separator === ":" ? Number(rest) / 60 : Number(`0.${rest || "0"}`);
  return Number(whole) + (whole.startsWith("-") ? -part : part);
}

/** The sum over all entries: Redmine's page of the list has it, whatever their number; its API does not. */
export async function totalHours(redmine: RedmineReader, filter: Query): Promise<number | undefined> {
  const page = await unless(
    ["forbidden", "not_found", "not_redmine", "invalid"],
    redmine.download(path`time_entries.html`, {
      what: "the total of time entries",
      maxBytes: limits.timeFormBytes,
      query: { set_filter: 1, ...filter, "c[]": ["spent_on"], "t[]": ["hours"] },
    }),
  );
  if (!page || page.cut) return undefined;
  const html = new TextDecoder().decode(page.bytes);
  const at = html.indexOf('class="total-for-hours"');
  const [, text = ""] = at < 0 ? [] : (/class="value">([^<]{1,40})</.exec(html.slice(at, at + 400)) ?? []);
  return decimal(text);
}

export interface TimeSums {
  /** Over all entries that fit; undefined where Redmine does not tell it. */
  hours: number | undefined;
  /** What there is to sum by: every entry, or undefined where there are too many. */
  entries: readonly Pick<TimeEntry, "hours" | "user" | "activity" | "project" | "issue">[] | undefined;
}

/** The sums over all entries, from a first page of 100 and at most one more request. */
export async function timeSums(redmine: RedmineReader, filter: Query, { entries, total }: Entries): Promise<TimeSums> {
  if (entries.length >= total) return { hours: sumOf(entries), entries };
  const rows = await exportEntries(redmine, filter, ["user", "activity", "project", "issue"], total);
  if (!rows) return { hours: await totalHours(redmine, filter), entries: undefined };

  const all = rows.map(({ hours, cells: [user = "", activity = "", project = "", issue = ""] }) => {
    const [, number] = /#(\d+)/.exec(issue) ?? [];
    const named = (name: string) => ({ id: 0, name });
    return {
      hours,
      user: named(user),
      activity: named(activity),
      project: named(project),
      issue: number === undefined ? undefined : { id: Number(number) },
    };
  });
  return { hours: sumOf(rows), entries: all };
}

/** One page of the newest with the sums over all. */
export async function readTime(redmine: RedmineReader, filter: Query): Promise<Entries & { sums: TimeSums }> {
  const page = await readEntries(redmine, filter, 0, pageSize);
  return { ...page, sums: await timeSums(redmine, filter, page) };
}

/** The sum in hours. */
export function sumOf(entries: readonly { hours: number }[]): number {
  return entries.reduce((sum, entry) => sum + entry.hours, 0);
}
