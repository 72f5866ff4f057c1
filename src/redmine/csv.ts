import { setImmediate as otherWork } from "node:timers/promises";
import type { RedmineReader } from "./client.ts";
import { RedmineFailure, unless } from "./failure.ts";
import { limits } from "./limits.ts";
import type { Path } from "./path.ts";
import type { Query } from "./send.ts";

const maxBytes = limits.csvBytes;

/**
 * Redmine's export of a list: one request for what takes a JSON request for every 100 rows. The first row has the titles,
 * in the user's language. Undefined where Redmine does not export this list; one that is longer than we read throws.
 */
export async function readCsv(
  at: Path,
  what: string,
  query: Query,
  redmine: RedmineReader,
): Promise<string[][] | undefined> {
  const answer = await unless(
    ["forbidden", "not_found", "not_redmine", "invalid"],
    redmine.download(at, { what, maxBytes, query: { ...query, encoding: "UTF-8", field_separator: "," } }),
  );
  if (answer?.cut) throw new RedmineFailure({ reason: "too_large", what, maxBytes });
  if (!answer || /html|json/.test(answer.contentType)) return undefined;
  const text = new TextDecoder().decode(answer.bytes);
  if (text !== "" && !text.endsWith("\n")) throw new RedmineFailure({ ...unreadable, because: "cut_off" });
  return csvRows(text, what);
}

const unreadable = { reason: "not_redmine", detail: "CSV", sent: "read" } as const;
const charactersPerTurn = 32_768; // about a millisecond
const maxCellLength = limits.csvCellChars;
const maxColumns = limits.csvColumns;
const maxCells = limits.csvCells;
const [quote, comma, lineFeed, carriageReturn] = [0x22, 0x2c, 0x0a, 0x0d];

/**
 * The cells of a comma-separated text (RFC 4180). Throws RedmineFailure where it is none, ends within a cell, or has rows of
 * different lengths: it must not look like a shorter list. Of a long text it reads a part at a time, with other work in between.
 */
export async function csvRows(text: string, what: string): Promise<string[][]> {
  const rows: string[][] = [];
  let row: string[] = [];
  let cells = 0;
  let turnBegan = 0;
  let separator: number | undefined;

  function endRow(): void {
    const columns = rows[0]?.length ?? row.length;
    if (row.length === 1 && row[0] === "")
      row = []; // an empty line
    else if (row.length !== columns) throw new RedmineFailure({ ...unreadable, because: "shape" });
    else rows.push(row);
    row = [];
  }

  for (let at = 0; at < text.length; at += 1) {
    if (at - turnBegan >= charactersPerTurn) {
      await otherWork();
      turnBegan = at;
    }
    const isQuoted = text.charCodeAt(at) === quote;
    const end = isQuoted ? endOfQuoted(text, at + 1) : endOfPlain(text, at);
    cells += 1;
    if (end - at > maxCellLength || cells > maxCells || row.length >= (rows[0]?.length ?? maxColumns)) {
      const isWider = rows[0] !== undefined && row.length >= rows[0].length;
      throw new RedmineFailure(isWider ? { ...unreadable, because: "shape" } : { reason: "too_large", what, maxBytes });
    }
    row.push(isQuoted ? text.slice(at + 1, end).replaceAll('""', '"') : text.slice(at, end));

    at = isQuoted ? end + 1 : end;
    separator = at < text.length ? text.charCodeAt(at) : undefined;
    if (separator === carriageReturn && text.charCodeAt(at + 1) === lineFeed) {
      at += 1;
      separator = lineFeed;
    }
    if (separator === lineFeed) endRow();
    else if (separator !== comma && separator !== undefined) {
      throw new RedmineFailure({ ...unreadable, because: "shape" }); // more of the cell after its closing quote
    }
  }

  if (separator === comma) row.push("");
  if (row.length > 0) endRow();
  return rows;
}

/** Where the closing quote is. */
function endOfQuoted(text: string, begin: number): number {
  let at = text.indexOf('"', begin);
  while (at >= 0 && at - begin <= maxCellLength && text.charCodeAt(at + 1) === quote) at = text.indexOf('"', at + 2);
  if (at < 0) throw new RedmineFailure({ ...unreadable, because: "cut_off" });
  return at;
}

/** Where a cell without quotes ends; one that is too long, just behind what is allowed. */
function endOfPlain(text: string, begin: number): number {
  const last = Math.min(text.length, begin + maxCellLength + 1);
  let at = begin;
  for (; at < last; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === lineFeed || code === carriageReturn || code === quote) break;
  }
  return at;
}
