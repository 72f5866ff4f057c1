import type { Attributes } from "./xml.ts";

/** What a number in a cell is shown as. */
export type NumberFormat = "number" | "date" | "time";

const longestCode = 255; // Excel's own limit

/** Of the formats that Excel does not write down (ECMA-376, 18.8.30): 27 to 36 and 50 to 58 are dates of East Asia. */
export function isDateFormat(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) {
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return "time";
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? "date" : "number";
  }
  const [positive = ""] = code.slice(0, longestCode).split(";");
  const signs = positive.replace(/"[^"]*"|\\.|_.|\*./g, "").replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  if (/general/i.test(signs)) return "number";
  if (/[ydgebr年月日]/i.test(signs) || (/m/i.test(signs) && !/[hs]/i.test(signs))) {
    return /[ydm年月日]/i.test(signs) ? "date" : "number";
  }
  return /[hs]/i.test(signs) ? "time" : "number";
}

interface Context {
  strings: readonly string[];
  formats: readonly NumberFormat[];
  from1904: boolean;
}

/** The text of a cell. ECMA-376, 18.18.11 defines the type `t`, and 18.8 the style `s`. */
export function cellText(value: string, { t: type = "n", s: style }: Attributes, context: Context): string {
  if (type === "s") return context.strings[Number(value)] ?? "";
  if (type === "b") return value.trim() === "1" ? "TRUE" : "FALSE";
  if (type !== "n") return value; // str, inlineStr, e (an error), d (a date as ISO 8601)
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  const format = context.formats[Number(style ?? 0)] ?? "number";
  if (format === "number") return String(Number(number.toPrecision(15))); // as many digits as Excel has
  return dateText(number, format, context.from1904) ?? String(number);
}

const dayMs = 86_400_000;
const maxDay = 2_958_466; // the year 9999

/** Days since the end of 1899. Excel counts the day 1900-02-29, which never was. */
function dateText(days: number, format: NumberFormat, from1904: boolean): string | undefined {
  if (days < 0 || days > maxDay) return undefined;
  const seconds = Math.round((days % 1) * 86_400);
  const time = new Date(seconds * 1000).toISOString().slice(11, seconds % 60 === 0 ? 16 : 19);
  if (format === "time" && days >= 1) {
    const hours = Math.floor((days * 86_400 + 0.5) / 3_600);
    return `${hours}:${time.slice(3)}`; // a duration
  }
  if (format === "time" || (days < 1 && !from1904)) return time;
  const whole = Math.floor(days) + (seconds === 86_400 ? 1 : 0);
  const since = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30);
  const date = new Date(since + whole * dayMs).toISOString().slice(0, 10);
  return seconds > 0 && seconds < 86_400 ? `${date} ${time}` : date;
}
