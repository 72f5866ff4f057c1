import { line } from "./clean.ts";
import { rowsWithin, withoutBars } from "./text.ts";
import { hours } from "./units.ts";

export interface Counted {
  /** The group's names, one for each field. */
  keys: readonly string[];
  count: number;
  /** By title: "estimated", "spent". */
  hours: Readonly<Record<string, number>>;
}

/** Counts and sums of rows with the same keys, the largest first. */
export function grouped(
  rows: readonly { keys: readonly string[]; hours: Readonly<Record<string, number>> }[],
): Counted[] {
  const groups = new Map<string, Counted>();
  for (const { keys, hours: of } of rows) {
    const key = JSON.stringify(keys);
    const group = groups.get(key) ?? { keys, count: 0, hours: {} };
    const sums = Object.fromEntries(
      Object.entries(of).map(([title, value]) => [title, (group.hours[title] ?? 0) + value]),
    );
    groups.set(key, { keys, count: group.count + 1, hours: sums });
  }
  return [...groups.values()].toSorted((one, other) => other.count - one.count);
}

const maxChars = 34_000;

/** A table with a line for each group. `shown` is how many fit. */
export function groupTable(
  titles: readonly string[],
  what: string,
  groups: readonly Counted[],
): { text: string; shown: number } {
  const sums = [...new Set(groups.flatMap(({ hours: of }) => Object.keys(of)))];
  const head = [...titles.map((title) => line(title, 60)), what, ...sums].join("|");
  const rows = groups.map(({ keys, count, hours: of }) =>
    [
      ...keys.map((key) => withoutBars(line(key, 80)) || "none"),
      count,
      ...sums.map((title) => hours(of[title] ?? 0)),
    ].join("|"),
  );
  const { text, left } = rowsWithin(rows, maxChars);
  return { text: `${head}\n${text}`, shown: rows.length - left };
}
