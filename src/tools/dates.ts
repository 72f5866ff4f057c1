import { line } from "../format/clean.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { addDays, addMonths, daysAhead, personDay } from "../redmine/person-day.ts";
import { ToolRefusal } from "./errors.ts";

/** A day as people and models write it: a date, or days or months from today. */
export type Day = { date: string } | { days: number } | { months: number };

const words: Readonly<Record<string, number>> = { today: 0, yesterday: -1, tomorrow: 1 };
const relative = /^([+-])(\d{1,4})([dwm])$/i;
const forms = "2026-01-31, today, yesterday, tomorrow, +7d, -2w or +1m";

/** The one grammar of dates. Undefined for every other text, and for days that no calendar has. */
export function parseDay(input: string): Day | undefined {
  const text = input.trim().toLowerCase();
  if (Object.hasOwn(words, text)) return { days: words[text] ?? 0 };

  const [, sign, count, unit] = relative.exec(text) ?? [];
  if (count) {
    const amount = Number(`${sign}${count}`) || 0;
    return unit === "m" ? { months: amount } : { days: unit === "w" ? 7 * amount : amount };
  }
  return isDate(text) ? { date: text } : undefined;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
}

/** Says what is wrong with a date and which forms there are. */
export function dateRefusal(name: string, input: string, filter = false): ToolRefusal {
  const text = line(input, 40);
  const problem = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `there is no day ${text}` : `“${text}” is not a date`;
  const more = filter ? "; with >= or <= before it, or two with .. between them; none or any" : "";
  return new ToolRefusal(`${line(name, 80)}: ${problem}. Give ${forms}${more}.`);
}

interface Context {
  redmine: RedmineReader;
  now: Date;
}

/** A day for a write, as YYYY-MM-DD, counted from the day where the person is. Throws ToolRefusal. */
export async function resolveDay(input: string, name: string, context: Context): Promise<string> {
  const day = parseDay(input);
  if (!day) throw dateRefusal(name, input);
  return dateOf(day, context);
}

async function dateOf(day: Day, { redmine, now }: Context): Promise<string> {
  if ("date" in day) return day.date;
  const { today } = await personDay(redmine, now);
  return "days" in day ? addDays(today, day.days) : addMonths(today, day.months);
}

/**
 * How Redmine's filter treats a column: on `past` ones (created, updated, closed) it takes no operator for the future, and
 * reads "t+1" as today. `any` are its own columns of days, in which it may be a day ahead; custom fields are not.
 */
export type DateColumn = "past" | "any" | "custom";

const bound = String.raw`(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?|[a-z]+|[+-]\d{1,4}[dwm])`;
const range = new RegExp(`^(${bound})?\\s*\\.\\.\\s*(${bound})?$`, "i");
const single = new RegExp(`^(>=|<=|>|<|=)?\\s*(${bound})$`, "i");

/**
 * "2026-01-05", ">=-7d", "2026-01-01..today", "none" as Redmine's filters take them. Days relative to today stay relative:
 * Redmine counts them in the person's own time zone. Throws ToolRefusal.
 */
export async function dateFilter(
  name: string,
  input: string,
  context: Context,
  column: DateColumn = "any",
): Promise<string> {
  const text = input.trim();
  if (/^none$/i.test(text)) return "!*";
  if (/^any$/i.test(text)) return "*";

  const [isRange, from, to] = range.exec(text) ?? [];
  if (isRange !== undefined && (from || to)) {
    if (from && to) return between(pointIn(from, name, input), pointIn(to, name, input), name, context, column);
    return from
      ? compared(">=", from, name, input, context, column)
      : compared("<=", to ?? "", name, input, context, column);
  }

  const [, operator = "=", at] = single.exec(text) ?? [];
  if (!at) throw dateRefusal(name, input, true);
  return compared(operator, at, name, input, context, column);
}

/** A day, or a second in UTC. */
type Point = Day | { time: string };

function pointIn(text: string, name: string, input: string): Point {
  const [, date = "", clock] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)Z?$/i.exec(text) ?? [];
  if (clock) {
    const time = `${date}T${clock.length === 5 ? `${clock}:00` : clock}Z`;
    if (isDate(date) && !Number.isNaN(Date.parse(time))) return { time };
    throw dateRefusal(name, isDate(date) ? input : date, true);
  }
  const day = parseDay(text);
  if (!day) throw dateRefusal(name, /^\d{4}-/.test(text) ? text : input, true);
  return day;
}

async function compared(
  operator: string,
  text: string,
  name: string,
  input: string,
  context: Context,
  column: DateColumn,
): Promise<string> {
  const point = pointIn(text, name, input);
  if ("time" in point) {
    // within a day, before and from a second are the same for us
    const comparison = operator === ">" ? ">=" : operator === "<" ? "<=" : operator;
    return comparison === "=" ? point.time : `${comparison}${point.time}`;
  }

  const ahead = column === "any" ? await daysAhead(context.redmine) : 0;
  const shift = (operator === ">" ? 1 : operator === "<" ? -1 : 0) - ahead;
  const side = operator === "=" ? "" : operator.startsWith(">") ? ">" : "<";
  if ("days" in point) {
    const days = point.days + shift;
    if (days === 0 && side === "") return "t";
    if (days <= 0) return `${side}t-${-days}`;
    if (column !== "past") return `${side}t+${days}`;
  }
  const date = addDays(await dateOf(point, context), shift);
  return side === "" ? date : `${side}=${date}`;
}

async function between(from: Point, to: Point, name: string, context: Context, column: DateColumn): Promise<string> {
  const ahead = column === "any" ? await daysAhead(context.redmine) : 0;
  if (ahead === 0 && "days" in from && "days" in to && from.days <= 0 && to.days === 0) return `><t-${-from.days}`;
  const [low, high] = await Promise.all([from, to].map((each) => ("time" in each ? each.time : dateOf(each, context))));
  if (low && high && low.slice(0, 10) > high.slice(0, 10)) {
    throw new ToolRefusal(`${line(name, 80)}: ${low} is later than ${high}. Swap them.`);
  }
  const sent = (day = "") => (ahead === 0 || day.includes("T") ? day : addDays(day, -ahead));
  return `><${sent(low)}|${sent(high)}`;
}
