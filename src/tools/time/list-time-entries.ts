import { z } from "zod";
import { rowsWithin } from "../../format/text.ts";
import { sumOf, timeEntryRow, timeTotals } from "../../format/time-entries.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type TimeEntry, timeEntriesAnswer } from "../../redmine/content.ts";
import { activities, activitiesOf } from "../../redmine/lists.ts";
import { choose } from "../../redmine/named-list.ts";
import { pageSize } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import { choosePerson } from "../../redmine/people.ts";
import { resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import { dateFilter, dateRefusal, parseDay, resolveDay } from "../dates.ts";
import { ToolRefusal } from "../errors.ts";
import { date, nameOrId } from "../input.ts";
import { issueNumber } from "../issues/input.ts";
import { defineTool } from "../tool.ts";

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

/** Redmine's filter for days from one to another, either of which may be open. */
async function spentOn(
  from: string | undefined,
  to: string | undefined,
  context: { redmine: RedmineReader; now: Date },
): Promise<{ spent_on?: string }> {
  if (from && to) {
    const [first, last] = [await resolveDay(from, "from", context), await resolveDay(to, "to", context)];
    if (first > last)
      throw new ToolRefusal(`from (${first}) is later than to (${last}). Correct the dates and call again.`);
    return { spent_on: `><${first}|${last}` };
  }
  // relative days stay relative: Redmine counts them where the user is
  for (const [name, operator, day] of [
    ["from", ">=", from],
    ["to", "<=", to],
  ] as const) {
    if (day === undefined) continue;
    if (!parseDay(day)) throw dateRefusal(name, day);
    return { spent_on: await dateFilter(name, operator + day, context) };
  }
  return {};
}

const maxListChars = 34_000;

export const listTimeEntries = defineTool({
  name: "list_time_entries",
  title: "Time spent",
  description: "Logged time, newest first, with total hours by person, activity, project and issue.",
  access: "read",
  toolset: "core",
  scopes: ["view_time_entries"],
  parameters: z.object({
    project_id: nameOrId.optional(),
    issue_id: issueNumber.optional(),
    user: nameOrId.optional().describe("me, name or id"),
    activity: nameOrId.optional(),
    from: date.optional(),
    to: date.optional(),
    limit: z.int().min(0).max(100).default(25),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ project_id, issue_id, user, activity, from, to, limit, offset }, { redmine, quote, now }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const kinds = project ? activitiesOf(project) : activities;
    const [person, kind] = await Promise.all([
      user === undefined || user === "me" ? user : choosePerson(user, project, redmine).then(({ id }) => id),
      activity === undefined ? undefined : choose(kinds, activity, redmine).then(({ id }) => id),
    ]);
    const filter = {
      ...(project && { project_id: project.id }),
      ...(issue_id !== undefined && { issue_id }),
      ...(person !== undefined && { user_id: person }),
      ...(kind !== undefined && { activity_id: kind }),
      ...(await spentOn(from, to, { redmine, now })),
    };

    // later pages need no totals again
    const read =
      offset === 0 ? await readAllEntries(redmine, filter) : await readEntries(redmine, filter, offset, limit);
    if (read.entries.length === 0) {
      return offset === 0 ? "No time is logged that fits." : `None from offset ${offset} on: ${read.total} in all.`;
    }

    const page = read.entries.slice(0, limit);
    const totals = timeTotals(read.entries, offset === 0);
    const rows = page.map((entry) => timeEntryRow(entry, totals.varying));
    const { text, left } = rowsWithin([...totals.rows, ...rows], maxListChars);
    return `${heading(read, offset, page.length - left)}\n${quote(text)}`;
  },
});

function heading({ entries, total }: Entries, offset: number, shown: number): string {
  const summed =
    entries.length < total ? ` in the newest ${entries.length} of them (narrow the dates for a full sum)` : "";
  const end = offset + shown;
  return [
    `${total} time ${total === 1 ? "entry" : "entries"}${offset === 0 ? `, ${hours(sumOf(entries))}${summed}` : ""}.`,
    shown > 0 && shown < total && `Shown: ${offset + 1}–${end}, newest first.`,
    shown > 0 && end < total && `More: offset ${end}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
