import { z } from "zod";
import type { RedmineReader } from "./client.ts";
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
  const issues = async (query: Record<string, string | number>) => {
    const all = { status_id: "*", limit: 1, ...query };
    return (await redmine.get(path`issues.json`, dated, { what: "the list of issues", query: all })).issues;
  };

  const [sample] = await issues({ start_date: "*", sort: "id:desc" });
  if (!sample?.start_date) return { today: utc, known: false };

  for (const shift of [0, 1, -1]) {
    const today = addDays(utc, shift);
    const ago = Math.round((Date.parse(today) - Date.parse(sample.start_date)) / dayMs);
    const start_date = ago >= 0 ? `t-${ago}` : `t+${-ago}`;
    if ((await issues({ issue_id: sample.id, start_date })).length > 0) return { today, known: true };
  }
  return { today: utc, known: false };
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
