import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
import { path } from "./path.ts";
import { type CustomValue, valuesOf } from "./values.ts";

/** The cells of a comma-separated text (RFC 4180). */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    const [, quoted, plain = "", end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") {
      if (row.length > 1 || row[0] !== "") rows.push(row);
      row = [];
    }
    if (end === "") break;
  }

  return rows;
}

/** What stands behind the ids in custom fields: field id → stored value → what Redmine's pages show. */
export interface FieldValueNames {
  names: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** Fields whose numbers are just numbers, or of which nobody can tell. */
  plain: ReadonlySet<number>;
}

interface Known extends FieldValueNames {
  names: Map<number, Map<string, string>>;
  plain: Set<number>;
}

interface Holder {
  id: number;
  custom_fields: readonly CustomValue[];
}

const maxIssues = 100; // a page of a list; their numbers make a query of under 1 kB
const maxBytes = 1_000_000;

/**
 * The JSON API gives people, versions and key/value entries in custom fields as bare ids, and only administrators may ask
 * which fields those are. Redmine's own CSV of the same issues has the names: one small export tells them, and whether a
 * number is just a number. Without the export the numbers stay as they are.
 */
export async function fieldValueNames(issues: readonly Holder[], redmine: RedmineReader): Promise<FieldValueNames> {
  const known = await redmine.lookups.get<Known>("field values", async () => ({ names: new Map(), plain: new Set() }));
  const asked = issues
    .filter((issue) => issue.custom_fields.some((field) => mayBeIds(field, known)))
    .slice(0, maxIssues);
  const ids = new Set(
    asked.flatMap((issue) => issue.custom_fields.filter((f) => mayBeIds(f, known)).map(({ id }) => id)),
  );
  if (ids.size === 0) return known;

  const rows = await exported(asked, [...ids], redmine);
  for (const { id, custom_fields } of asked) {
    for (const field of custom_fields) if (ids.has(field.id)) learn(field, rows.get(id)?.get(field.name), known);
  }

  return known;
}

/** Text that is all digits may be an id; what was asked once is not asked again. */
function mayBeIds(field: CustomValue, { names, plain }: FieldValueNames): boolean {
  const values = valuesOf(field);
  if (values.length === 0 || plain.has(field.id)) return false;
  return values.every((value) => /^\d{1,10}$/.test(value)) && values.some((value) => !names.get(field.id)?.has(value));
}

function learn(field: CustomValue, shown: string | undefined, { names, plain }: Known): void {
  const stored = valuesOf(field).toSorted(); // the export sorts several values by what is stored
  const parts = stored.length === 1 && shown ? [shown] : (shown?.split(", ") ?? []);
  if (parts.length !== stored.length || parts.some((part, at) => part === stored[at])) {
    plain.add(field.id);
    return;
  }

  const ofField = names.get(field.id) ?? new Map<string, string>();
  for (const [at, value] of stored.entries()) ofField.set(value, parts[at] ?? value);
  names.set(field.id, ofField);
}

/** Issue id → column title → text. */
async function exported(
  issues: readonly Holder[],
  fieldIds: readonly number[],
  redmine: RedmineReader,
): Promise<Map<number, Map<string, string>>> {
  const query = {
    issue_id: issues.map(({ id }) => id).join(","),
    status_id: "*",
    "c[]": ["id", ...fieldIds.map((id) => `cf_${id}`)],
    encoding: "UTF-8",
    field_separator: ",",
  };

  const answer = await unless(
    ["forbidden", "not_found", "not_redmine", "invalid"],
    redmine.download(path`issues.csv`, { what: "the names in custom fields", maxBytes, query }),
  );
  const [titles = [], ...rows] = csvRows(new TextDecoder().decode(answer?.bytes));
  return new Map(rows.map((row) => [Number(row[0]), new Map(titles.map((title, at) => [title, row[at] ?? ""]))]));
}
