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
