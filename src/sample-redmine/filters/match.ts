import { notInTheSample, Refused } from "../web/reply.ts";

/** What a filter compares: one value or several (watchers, custom lists); none is an empty list. */
export type Value = string | number | null | undefined;

const refuse = (operator: string): never => {
  throw new Refused(notInTheSample(`the filter operator “${operator}”.`));
};

export function matchList(values: Value[], operator: string, expected: string[]): boolean {
  const has = (value: Value) => value != null && value !== "" && expected.includes(String(value));
  switch (operator) {
    case "=":
      return values.some(has);
    case "!":
      return !values.some(has);
    case "*":
      return values.some((value) => value != null && value !== "");
    case "!*":
      return !values.some((value) => value != null && value !== "");
    default:
      return refuse(operator);
  }
}

export function matchNumber(value: number | null, operator: string, expected: string[]): boolean {
  const [low = Number.NaN, high = Number.NaN] = expected.map(Number.parseFloat);
  switch (operator) {
    case "=":
      return value !== null && (expected[0] ?? "").split(",").some((part) => Number(part) === value);
    case ">=":
      return value !== null && value >= low;
    case "<=":
      return value !== null && value <= low;
    case "><":
      return value !== null && value >= low && value <= high;
    case "*":
      return value !== null;
    case "!*":
      return value === null;
    default:
      return refuse(operator);
  }
}

// Redmine looks for at most five words, each of at least two characters.
const mostWords = 5;
const shortestWord = 2;

/** Words, and “several words” in quotes. */
export function wordsOf(question: string): string[] {
  const words = [...question.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, word]) => (quoted ?? word ?? "").trim());
  return [...new Set(words.filter((word) => word.length >= shortestWord))].slice(0, mostWords);
}

export function matchText(values: (string | null)[], operator: string, expected: string[]): boolean {
  const texts = values.flatMap((value) => (value ? [value.toLowerCase()] : []));
  const question = (expected[0] ?? "").toLowerCase();
  const words = wordsOf(question).length > 0 ? wordsOf(question) : [question];
  const somewhere = (word: string) => texts.some((text) => text.includes(word));
  switch (operator) {
    case "~":
      return texts.some((text) => words.every((word) => text.includes(word)));
    case "*~":
      return words.some(somewhere);
    case "!~":
      return texts.length > 0 && !texts.some((text) => words.every((word) => text.includes(word)));
    case "^":
      return words.some((word) => texts.some((text) => text.startsWith(word)));
    case "$":
      return words.some((word) => texts.some((text) => text.endsWith(word)));
    case "=":
      return values.some((value) => value !== null && expected.includes(value));
    case "!":
      return !values.some((value) => value !== null && expected.includes(value));
    case "*":
      return texts.length > 0;
    case "!*":
      return texts.length === 0;
    default:
      return refuse(operator);
  }
}

const dayMs = 86_400_000;

/** Days counted since 1970, both included. */
type Span = { from?: number; to?: number };

/** Compares a day, or a time by its day; a expected time (with T) is exact to the second. */
export function matchDate(
  value: Value,
  operator: string,
  expected: string[],
  now: number,
  firstWeekday: 0 | 1,
): boolean {
  if (operator === "*") return value != null;
  if (operator === "!*") return value == null;
  if (value == null) return false;

  const [low = "", high = ""] = expected;
  if (operator === "=" || operator === ">=" || operator === "<=" || operator === "><") {
    const after = operator === "<=" || compareTo(String(value), low) >= 0;
    const end = operator === "><" ? high : low;
    return after && (operator === ">=" || compareTo(String(value), end) <= 0);
  }
  const day = dayNumber(Date.parse(String(value)));
  const { from = -Infinity, to = Infinity } = span(operator, Number(low), dayNumber(now), firstWeekday);
  return day >= from && day <= to;
}

const dayNumber = (ms: number) => Math.floor(ms / dayMs);

/** Below 0 where the value lies before the expected day or time. */
function compareTo(value: string, expected: string): number {
  if (!expected.includes("T")) return value.slice(0, 10).localeCompare(expected.slice(0, 10));
  const zoned = /Z|[+-]\d{2}:?\d{2}$/.test(expected) ? expected : `${expected}Z`;
  return Date.parse(value) - Date.parse(zoned);
}

function span(operator: string, days: number, today: number, firstWeekday: 0 | 1): Span {
  const weekday = (today + 4 - firstWeekday) % 7; // 1970 began on a Thursday
  const week = today - weekday;
  const month = new Date(today * dayMs);
  const firstOf = (offset: number) => dayNumber(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + offset, 1));

  const spans: Record<string, Span> = {
    ">t-": { from: today - days },
    "<t-": { to: today - days },
    "><t-": { from: today - days, to: today },
    "t-": { from: today - days, to: today - days },
    "<t+": { to: today + days },
    ">t+": { from: today + days },
    "><t+": { from: today, to: today + days },
    "t+": { from: today + days, to: today + days },
    t: { from: today, to: today },
    ld: { from: today - 1, to: today - 1 },
    nd: { from: today + 1, to: today + 1 },
    w: { from: week, to: week + 6 },
    lw: { from: week - 7, to: week - 1 },
    l2w: { from: week - 14, to: week - 1 },
    nw: { from: week + 7, to: week + 13 },
    m: { from: firstOf(0), to: firstOf(1) - 1 },
    lm: { from: firstOf(-1), to: firstOf(0) - 1 },
    nm: { from: firstOf(1), to: firstOf(2) - 1 },
    y: {
      from: dayNumber(Date.UTC(month.getUTCFullYear(), 0, 1)),
      to: dayNumber(Date.UTC(month.getUTCFullYear(), 11, 31)),
    },
  };
  return spans[operator] ?? {};
}
