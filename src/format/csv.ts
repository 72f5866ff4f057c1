import { setImmediate as otherWork } from "node:timers/promises";
import { line } from "./clean.ts";

const longestCell = 32_000; // characters; Excel takes 32,767

/** What spreadsheets take for the beginning of a formula, the wide forms of East Asian keyboards too. */
const formula = "[=+\\-@＝＋－＠]";
/** At the beginning of a cell, or of what a spreadsheet that expects semicolons takes for one. */
const beginning = new RegExp(`(^|;)([\\s"']*)(?=${formula})`, "g");
const number = /^[+-]?\d[\d.,]*$/;

/**
 * A cell of a file for a spreadsheet, always in quotation marks. Where people's words begin as a formula does, an apostrophe
 * makes them text: a formula can send the other cells away.
 */
function csvCell(text: string): string {
  const words = line(text, longestCell);
  const harmless = number.test(words) ? words : words.replace(beginning, "$1'$2");
  return `"${harmless.replaceAll('"', '""')}"`;
}

const rowsPerTurn = 200;

/** Comma-separated rows up to a number of bytes, after the mark by which Excel knows UTF-8; `shown` is how many fit. */
export async function csvText(
  rows: readonly (readonly string[])[],
  maxBytes: number,
): Promise<{ text: string; shown: number }> {
  const lines: string[] = [];
  let left = maxBytes;
  for (const row of rows) {
    const text = csvRow(row);
    left -= Buffer.byteLength(text);
    if (left < 0) break;
    lines.push(text);
    if (lines.length % rowsPerTurn === 0) await otherWork();
  }
  return { text: `\ufeff${lines.join("")}`, shown: lines.length };
}

export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
