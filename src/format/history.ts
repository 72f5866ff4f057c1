import type { Journal, JournalDetail } from "../redmine/issues.ts";
import { clean, line } from "./clean.ts";
import { indented } from "./text.ts";
import { minute } from "./units.ts";

/**
 * The name behind an id in an issue's history: `nameOf("status_id", "5")`, `nameOf("field", "1")` for a custom field,
 * `nameOf("field 6", "12")` for what the custom field 6 refers to. Undefined where nobody can tell.
 */
export type NameOf = (column: string, id: string) => string | undefined;

const labels: Readonly<Record<string, string>> = {
  project_id: "Project",
  tracker_id: "Tracker",
  status_id: "Status",
  priority_id: "Priority",
  assigned_to_id: "Assignee",
  author_id: "Author",
  category_id: "Category",
  fixed_version_id: "Version",
  parent_id: "Parent",
  child_id: "Subtask",
  subject: "Subject",
  start_date: "Start",
  due_date: "Due",
  done_ratio: "Done",
  estimated_hours: "Estimated",
  is_private: "Private",
};

export const references = [
  "project_id",
  "tracker_id",
  "status_id",
  "priority_id",
  "assigned_to_id",
  "author_id",
  "category_id",
  "fixed_version_id",
] as const;

const most = 20; // changes of one journal; a person makes a handful at once

/** "Status: Feedback → In Progress; Done: 80% → 90%" */
export function changesInWords(details: readonly JournalDetail[], nameOf: NameOf): string {
  const shown = details.slice(0, most).map((detail) => inWords(detail, nameOf));
  if (details.length > most) shown.push(`${details.length - most} more changes`);
  return shown.join("; ");
}

function inWords(detail: JournalDetail, nameOf: NameOf): string {
  const { property, name, old_value: before, new_value: after } = detail;

  if (property === "attachment") {
    return after ? `File added: ${line(after, 120)}` : `File removed: ${line(before ?? name, 120)}`;
  }
  if (property === "relation") {
    const kind = name.replaceAll("_", " ");
    return after
      ? `Relation added: ${line(kind, 40)} #${line(after, 12)}`
      : `Relation removed: ${line(kind, 40)} #${line(before ?? "", 12)}`;
  }
  if (property === "attr" && name === "description") return after ? "Description changed" : "Description emptied";

  const label = property === "cf" ? (nameOf("field", name) ?? `Custom field ${name}`) : (labels[name] ?? name);
  const column = property === "cf" ? `field ${name}` : name;
  const value = (raw: string | null | undefined) => valueInWords(column, raw, nameOf);
  return `${line(label, 80)}: ${value(before)} → ${value(after)}`;
}

function valueInWords(column: string, raw: string | null | undefined, nameOf: NameOf): string {
  if (raw === null || raw === undefined || raw === "") return "none";
  const name = nameOf(column, raw);
  if (name !== undefined) return line(name, 120);

  if (references.some((reference) => reference === column)) return `id ${line(raw, 12)} (name unknown)`;
  if (column === "parent_id" || column === "child_id") return `#${line(raw, 12)}`;
  if (column === "done_ratio") return `${line(raw, 12)}%`;
  if (column === "estimated_hours") return `${Number(raw) || line(raw, 12)} h`;
  if (column === "is_private") return raw === "1" || raw === "t" || raw === "true" ? "yes" : "no";
  if (column === "subject") return `“${line(raw)}”`;
  return line(raw, 80);
}

/** An entry of an issue's history under the number that Redmine's own pages give it. */
export interface NumberedJournal {
  number: number;
  journal: Journal;
}

export interface Note {
  number: number;
  /** "#40 2026-03-23 23:00 Alice Archer (private): Status: New → Closed" */
  head: string;
  text: string;
}

/**
 * In the order they were written: Redmine sends them in the order that the user likes to read them.
 * Redmine numbers a hidden private note too but does not send it, so numbers can be lower than on its pages.
 */
export function numbered(journals: readonly Journal[]): NumberedJournal[] {
  return journals
    .toSorted((a, b) => (a.created_on === b.created_on ? a.id - b.id : a.created_on < b.created_on ? -1 : 1))
    .map((journal, at) => ({ number: at + 1, journal }));
}

export function noteOf({ number, journal }: NumberedJournal, nameOf: NameOf): Note {
  const { created_on, user, private_notes, details, notes } = journal;
  const by = user ? line(user.name, 80) : "(deleted user)";
  const changes = changesInWords(details, nameOf);
  const head = `#${number} ${minute(created_on)} ${by}${private_notes ? " (private)" : ""}`;
  return { number, head: changes ? `${head}: ${changes}` : head, text: clean(notes ?? "").trim() };
}

/** The text indented below its head, cut to `maxText` characters. */
export function noteText({ head, text }: Note, maxText: number): string {
  if (text === "") return head;
  const cut = text.length > maxText ? `${text.slice(0, maxText).toWellFormed()}… (cut)` : text;
  return `${head}\n${indented(cut)}`;
}
