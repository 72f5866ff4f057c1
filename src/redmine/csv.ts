import { setImmediate as otherWork } from "node:timers/promises";
import type { RedmineReader } from "./client.ts";
import { RedmineFailure, unless } from "./failure.ts";
import type { Path } from "./path.ts";
import type { Query } from "./send.ts";

const maxBytes = 8_000_000;

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
  return csvRows(new TextDecoder().decode(answer.bytes));
}

const rowsPerTurn = 1_000; // about a millisecond

/** The cells of a comma-separated text (RFC 4180). Of a long one it reads some rows at a time, with other work in between. */
export async function csvRows(text: string): Promise<string[][]> {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    const [, quoted, plain = "", end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") {
      if (row.length > 1 || row[0] !== "") rows.push(row);
      row = [];
      if (rows.length % rowsPerTurn === 0) await otherWork();
    }
    if (end === "") break;
  }

  return rows;
}
