import { parse } from "dotenv";

/** The values of a .env file's text. */
export function readDotenvText(text: string): Readonly<Record<string, string>> {
  return parse(text);
}

/** The text with these values in it: lines that set them are changed or, for undefined, gone; what is new comes last; all else stays. */
export function withValues(text: string, values: Readonly<Record<string, string | undefined>>): string {
  const left = new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const unchanged = lines.flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)\s*=/.exec(line)?.[1] ?? "";
    if (!Object.hasOwn(values, name)) return [line];
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? [] : [`${name}=${quoted(value)}`]; // a second line of the same name would win
  });

  return [...unchanged, ...[...left].map(([name, value]) => `${name}=${quoted(value)}`), ""].join("\n");
}

/** dotenv takes what is between quotes as it is, with no way to write the quote itself. */
function quoted(value: string): string {
  if (/^[\w.,:;/+=@%~-]*$/.test(value)) return value;
  const quote = ["'", '"', "`"].find((mark) => !value.includes(mark));
  if (quote === undefined) throw new RangeError("a value with every kind of quote in it");
  return quote + value + quote;
}
