import { foreign, line } from "../../format/clean.ts";
import { type NameOf, type NumberedJournal, noteOf } from "../../format/history.ts";
import { rowsWithin } from "../../format/text.ts";
import type { Issue } from "../../redmine/issues.ts";
import { ToolRefusal } from "../errors.ts";
import type { ToolContext } from "../tool.ts";

/** Redmine's columns in the history, by what people and other tools call them. */
const columns: Readonly<Record<string, string>> = {
  assignee: "assigned_to_id",
  version: "fixed_version_id",
  target_version: "fixed_version_id",
  parent: "parent_id",
  parent_task: "parent_id",
  subtasks: "child_id",
  start: "start_date",
  due: "due_date",
  estimated: "estimated_hours",
  estimated_time: "estimated_hours",
  done: "done_ratio",
  private: "is_private",
  ...Object.fromEntries(["project", "tracker", "status", "priority", "category"].map((name) => [name, `${name}_id`])),
  ...Object.fromEntries(
    ["subject", "description", "start_date", "due_date", "done_ratio", "is_private"].map((name) => [name, name]),
  ),
};

/** Other kinds of changes, which are no fields. */
const kinds: Readonly<Record<string, string>> = {
  relations: "relation",
  relation: "relation",
  files: "attachment",
  attachments: "attachment",
};

const shownNames =
  "status assignee priority tracker project category version parent subtasks subject description start_date due_date done_ratio estimated private relations files".split(
    " ",
  );

/** Only the entries that change a field, each with this change alone. Throws ToolRefusal for an unknown field. */
export function changesOf(field: string, all: readonly NumberedJournal[], issue: Issue): NumberedJournal[] {
  const name = line(field).toLowerCase();
  const key = name.replace(/[\s-]+/g, "_").replace(/_id$/, "");
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
  const customIds = issue.custom_fields.filter((each) => line(each.name).toLowerCase() === name).map(({ id }) => id);
  if (column === undefined && kind === undefined && customIds.length === 0) {
    const custom = issue.custom_fields.map((each) => foreign(each.name, 80));
    throw new ToolRefusal(
      `Issue #${issue.id} has no field “${line(field, 80)}”. Give one of: ${[...shownNames, ...custom].join(", ")}.`,
    );
  }
  return all.flatMap(({ number, journal }) => {
    const details = journal.details.filter(
      ({ property, name: changed }) =>
        (property === "attr" && changed === column) ||
        (property === "cf" && customIds.includes(Number(changed))) ||
        property === kind,
    );
    return details.length > 0 ? [{ number, journal: { ...journal, details, notes: "" } }] : [];
  });
}

const maxChars = 36_000;

/** Newest first, and by which number to read on. */
export function changesInRows(
  field: string,
  changes: readonly NumberedJournal[],
  { issue, nameOf, quote }: { issue: Issue; nameOf: NameOf; quote: ToolContext["quote"] },
): string {
  const what = `changes of ${line(field, 80)} in issue #${issue.id}`;
  if (changes.length === 0) return `There are no ${what}, or none that this user sees.`;
  const multiple = new Set(issue.custom_fields.flatMap(({ id, multiple: several }) => (several ? [String(id)] : [])));
  const newest = changes.toReversed();
  const { text, left } = rowsWithin(
    newest.map((entry) => noteOf(entry, nameOf, multiple).head),
    maxChars,
  );
  const last = newest.at(newest.length - left - 1)?.number;
  const more = left > 0 ? ` ${left} older: before_note=${last}.` : "";
  return `${changes.length} ${what}, newest first.${more}\n${quote(text)}`;
}
