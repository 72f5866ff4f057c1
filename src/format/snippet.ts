import { line } from "./clean.ts";

/** The place in a long text where one of the words stands, on one line of about `max` characters; "" where none does. */
export function snippet(text: string, words: readonly string[], max: number): string {
  const flat = line(text.slice(0, 100_000), 100_000);
  const lower = flat.toLowerCase();
  const at = Math.min(...words.map((word) => lower.indexOf(word.toLowerCase())).filter((found) => found >= 0));
  if (at === Number.POSITIVE_INFINITY) return "";

  const from = at <= max / 3 ? 0 : wordStart(flat, at - Math.floor(max / 3));
  const cut = flat.slice(from, from + max).toWellFormed();
  return `${from > 0 ? "…" : ""}${cut.trimEnd()}${from + max < flat.length ? "…" : ""}`;
}

function wordStart(text: string, near: number): number {
  const space = text.indexOf(" ", near);
  return space >= 0 && space - near < 20 ? space + 1 : near;
}
