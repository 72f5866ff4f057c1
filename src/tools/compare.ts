/** What a request or an answer of Redmine's can hold in one field. */
export type FieldContent = string | number | boolean | null | undefined | readonly (string | number | boolean | null)[];

/** How a field's content is to be compared; without a kind, texts that are the same number are the same. */
export type Kind = "text" | "number";

/**
 * Whether two contents of a field are the same, however Redmine writes them: line ends and space around a text, decimal
 * commas and trailing zeros, true and "1", no value as "" or null, and lists in any order, each entry once.
 */
export function sameContent(one: FieldContent, other: FieldContent, kind?: Kind): boolean {
  const [first, second] = [entriesOf(one), entriesOf(other)];
  const covers = (some: readonly string[], all: readonly string[]) =>
    some.every((entry) => all.some((each) => sameEntry(entry, each, kind)));
  return covers(first, second) && covers(second, first);
}

function entriesOf(content: FieldContent): string[] {
  const list = Array.isArray(content) ? content : [content];
  return list.map(plain).filter((entry) => entry !== "");
}

function plain(entry: unknown): string {
  if (typeof entry === "boolean") return entry ? "1" : "0";
  return String(entry ?? "")
    .replace(/\r\n?/g, "\n")
    .trim();
}

function sameEntry(one: string, other: string, kind: Kind | undefined): boolean {
  if (one === other) return true;
  if (kind === "text") return false;
  const number = plainNumber(one);
  return number !== undefined && number === plainNumber(other);
}

/** "7.5" for "7,50", "+7.5" and "07.5": a number in one form; undefined for a text that is none. Redmine never groups digits. */
export function plainNumber(text: string): string | undefined {
  if (text.length > 400) return undefined;
  const [, sign = "", whole = "", fraction = ""] = /^\s*([+-]?)(\d*)(?:[.,](\d+))?\s*$/.exec(text) ?? [];
  if (whole === "" && fraction === "") return undefined;
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.replace(/0+$/, "");
  const number = rest ? `${digits}.${rest}` : digits;
  return sign === "-" && number !== "0" ? `-${number}` : number;
}

/** A decimal number for Redmine, from the forms people write; undefined where it is none or could be two. */
export function parseDecimal(input: string): string | undefined {
  const text = input.trim().replace(/[\u00a0\u202f' ]/g, "");
  if (text.length > 400) return undefined;
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) return plainNumber(text.replaceAll(".", ""));
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(text)) return plainNumber(text.replaceAll(",", ""));
  if (/^[+-]?\d{1,3}(,\d{3})+$/.test(text)) return undefined; // a thousand, or one and a bit
  return plainNumber(text);
}
