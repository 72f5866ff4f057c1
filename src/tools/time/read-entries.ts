import type { RedmineReader } from "../../redmine/client.ts";
import { pageSize } from "../../redmine/lookups/pages.ts";
import { path } from "../../redmine/path.ts";
import { type TimeEntry, timeEntriesAnswer } from "../../redmine/schemas/time-entry.ts";
import type { Query } from "../../redmine/send.ts";

const maxSummed = 1_000; // entries: ten requests, a second or two of Redmine's time
const atOnce = 3;

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

/** All entries up to a thousand: Redmine's API does not add hours up. One request where a page holds them. */
export async function readAllEntries(redmine: RedmineReader, filter: Query): Promise<Entries> {
  const { entries, total } = await readEntries(redmine, filter, 0, pageSize);
  const wanted = Math.min(total, maxSummed);

  for (let offset = pageSize; offset < wanted; offset += atOnce * pageSize) {
    const offsets = Array.from({ length: atOnce }, (_, ahead) => offset + ahead * pageSize).filter((at) => at < wanted);
    const pages = await Promise.all(offsets.map((at) => readEntries(redmine, filter, at, pageSize)));
    entries.push(...pages.flatMap((page) => page.entries));
  }

  return { entries, total };
}
