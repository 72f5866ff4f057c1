/** What a request or an answer of Redmine's can hold in one field. */
export type FieldContent = string | number | boolean | null | undefined | readonly (string | number | boolean | null)[];

/** How a field's content is to be compared; without a kind, texts that are the same number are the same. */
export type Kind = "text" | "number";

/**
 * Whether two contents of a field are the same, however Redmine writes them: line ends and space around a text, decimal
 * commas and trailing zeros, true and "1", no value as "" or null, and lists in any order, each entry once.
 */
export function sameContent(one: FieldContent, other: FieldContent, kind?: Kind): boolean {
  const [first, second] = [entriesOf(one, kind), entriesOf(other, kind)];
  return first.size === second.size && [...first].every((entry) => second.has(entry));
}

/** Each entry in one form: the same number is the same entry. */
function entriesOf(content: FieldContent, kind: Kind | undefined): Set<string> {
  const entries = (Array.isArray(content) ? content : [content]).map(plain).filter((entry) => entry !== "");
  return new Set(kind === "text" ? entries : entries.map((entry) => plainNumber(entry) ?? entry));
}

function plain(entry: unknown): string {
  if (typeof entry === "boolean") return entry ? "1" : "0";
  return String(entry ?? "")
    .replace(/\r\n?/g, "\n")
    .trim();
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
