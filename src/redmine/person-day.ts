import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { pageMissing, unless } from "./failure.ts";
import { path } from "./path.ts";

/** The day where a person is. `known` is false where Redmine could not be asked: it is then the day in UTC. */
export interface PersonDay {
  today: string;
  known: boolean;
}

const dayMs = 86_400_000;
const quarterMs = 15 * 60_000; // all time zones differ by whole quarters of an hour: a day begins at one of them
const dated = z.object({ issues: z.array(z.object({ id: z.number(), start_date: z.string().nullish() })) });

/**
 * What Redmine calls today for this person. No answer of the REST API has the time zone, but Redmine's filter “N days ago”
 * counts from the person's own day: one issue whose start date is known tells which day that is. At most four requests in
 * a quarter of an hour.
 */
export function personDay(redmine: RedmineReader, now: Date): Promise<PersonDay> {
  const quarter = Math.floor(now.getTime() / quarterMs);
  return redmine.lookups.get(`person day:${quarter}`, () => ask(redmine, now.toISOString().slice(0, 10)));
}

async function ask(redmine: RedmineReader, utc: string): Promise<PersonDay> {
  const { sample, ahead } = await dateFilters(redmine);
  if (!sample) return { today: utc, known: false };

  for (const shift of ahead === 1 ? [0, -1] : [0, 1]) {
    const today = addDays(utc, shift);
    const ago = Math.round((Date.parse(today) - Date.parse(sample.start)) / dayMs) + ahead;
    const start_date = ago >= 0 ? `t-${ago}` : `t+${-ago}`;
    if ((await issues({ issue_id: sample.id, start_date }, redmine)).length > 0) return { today, known: true };
  }
  return { today: utc, known: false };
}

async function issues(query: Record<string, string | number>, redmine: RedmineReader) {
  const all = { status_id: "*", limit: 1, ...query };
  return (await redmine.get(path`issues.json`, dated, { what: "the list of issues", query: all })).issues;
}

interface DateFilters {
  sample?: { id: number; start: string };
  /** By how many days what the filters find is later than what was asked for. */
  ahead: 0 | 1;
}

/**
 * Redmine compares a date with the UTC time at which the person's day begins: west of Greenwich, its filters by start date,
 * due date, dates in custom fields and the day of a time entry find what is one day later than was asked for. One issue
 * whose start date is known tells whether they do.
 */
function dateFilters(redmine: RedmineReader): Promise<DateFilters> {
  return redmine.lookups.get("date filters", async () => {
    const [first] = await issues({ start_date: "*", sort: "id:desc" }, redmine);
    if (!first?.start_date) return { ahead: 0 };
    const sample = { id: first.id, start: first.start_date };
    const matching = await issues({ issue_id: sample.id, start_date: sample.start }, redmine);
    return { sample, ahead: matching.length === 0 ? 1 : 0 };
  });
}

/** How many days the filters of this person are ahead; 0 where nobody can tell. */
export async function daysAhead(redmine: RedmineReader): Promise<0 | 1> {
  const filters = await unless([...pageMissing, "too_large"], dateFilters(redmine));
  return filters?.ahead ?? 0;
}

/** `date` as YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The same day of another month, or the last day of that month. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}
