import { amongOthers, clean, line, plain, withForeign } from "./clean.ts";

/**
 * Marks the part of a response that other people wrote: one random name a response, so no text can close it.
 * Takes lines whose values went through `clean` or `line` before.
 */
export type Quote = (lines: string) => string;

/** `random` is 6 or more characters from [a-z0-9], new for each response. */
export function createQuote(random: string): Quote {
  const name = `redmine-${random}`;
  return (lines) => `<${name}>\n${lines.replaceAll(name, "redmine")}\n</${name}>`;
}

/** Puts the parts of a text that `foreign` marked inside the boundary, where they do not stand inside it already. */
export function quoteForeign(text: string, random: string): string {
  if (plain(text) === text) return text;
  const name = `redmine-${random}`;
  const inline = (words: string) => `<${name}>${words.replaceAll(name, "redmine")}</${name}>`;
  return text
    .split(new RegExp(`(<${name}>\n[^]*?\n</${name}>)`))
    .map((piece, at) => withForeign(piece, at % 2 === 1 ? (words) => words : inline))
    .join("");
}

/**
 * A multi-line text inside a quoted list: indented, so that nothing in it can look like our own lines,
 * which all begin in the first column.
 */
export function indented(text: string): string {
  return clean(text)
    .trimEnd()
    .split("\n")
    .map((row) => (row === "" ? "" : `  ${row}`))
    .join("\n");
}

/** Values on one line. One that holds a comma is quoted where others stand, or could stand, beside it. */
export function valueList(values: readonly string[], multiple = values.length > 1): string {
  return values.map((value) => (multiple ? amongOthers(value) : value)).join(", ");
}

/** A cell of our tables: its bars become wide ones, which names are also found by. */
export function withoutBars(cell: string): string {
  return cell.replaceAll("|", "｜");
}

export interface Part {
  text: string;
  /** Where the next part begins; undefined when this is the last. */
  next?: number;
}

/** At most `max` characters of a long text from `offset` on, ending with a whole line where one ends near. */
export function part(text: string, offset: number, max: number): Part {
  const end = offset + max;
  if (end >= text.length) return { text: text.slice(offset) };

  const lineEnd = text.lastIndexOf("\n", end - 1) + 1;
  const next = lineEnd > offset + max * 0.8 ? lineEnd : end - (isHighSurrogate(text.charCodeAt(end - 1)) ? 1 : 0);
  return { text: text.slice(offset, next), next };
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

/** The rows that fit into `maxChars`, each with its line end, and how many did not. */
export function rowsWithin(rows: readonly string[], maxChars: number): { text: string; left: number } {
  let used = 0;
  const fitting = rows.findIndex((row) => {
    used += row.length + 1;
    return used > maxChars;
  });
  const shown = fitting === -1 ? rows : rows.slice(0, fitting);
  return { text: shown.join("\n"), left: rows.length - shown.length };
}

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
