import { ToolRefusal } from "../tool-refusal.ts";

const dayMs = 86_400_000;
const bound = String.raw`\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?|today|[+-]\d{1,4}d`;
const range = new RegExp(`^(${bound})\\.\\.(${bound})$`, "i");
const single = new RegExp(`^(>=|<=|>|<|=)?\\s*(${bound})$`, "i");

/** "2026-01-05", ">=-7d", "2026-01-01..2026-01-31", "none" as Redmine's filters take them. */
export function dateFilter(name: string, given: string, now: Date): string {
  const text = given.trim();
  if (text === "none") return "!*";
  if (text === "any") return "*";

  const [, from, to] = range.exec(text) ?? [];
  if (from && to) return `><${dayOf(from, name, now)}|${dayOf(to, name, now)}`;

  const [, operator = "=", at] = single.exec(text) ?? [];
  if (!at) {
    throw new ToolRefusal(
      `${name}: give a day (2026-01-31, today, -7d), one with >= or <= before it, two with .. between them, none or any.`,
    );
  }
  const date = dayOf(at, name, now);
  if (operator === ">") return `>=${shifted(date, 1)}`;
  if (operator === "<") return `<=${shifted(date, -1)}`;
  return operator === "=" ? date : `${operator}${date}`;
}

/** Days are UTC days: Redmine does not tell the user's time zone. */
export function dayOf(text: string, name: string, now: Date): string {
  if (/^today$/i.test(text)) return now.toISOString().slice(0, 10);
  if (/d$/i.test(text)) return new Date(now.getTime() + Number.parseInt(text, 10) * dayMs).toISOString().slice(0, 10);

  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day) {
    throw new ToolRefusal(`${name}: there is no day ${day}.`); // Redmine would refuse it without saying which
  }
  if (text.length === 10) return day;
  const seconds = text.length < 19 ? `${text.slice(0, 16)}:00` : text.slice(0, 19);
  return `${seconds}Z`;
}

function shifted(date: string, days: number): string {
  if (date.length > 10) return date; // within a day, before and from a second are the same for us
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
