import { clean } from "./clean.ts";

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
