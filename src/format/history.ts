import type { Journal } from "../redmine/issues.ts";
import { clean, line } from "./clean.ts";
import { changesInWords } from "./journal-changes.ts";
import { indented } from "./text.ts";
import { minute } from "./units.ts";

/**
 * The name behind an id in an issue's history: `nameOf("status_id", "5")`, `nameOf("field", "1")` for a custom field,
 * `nameOf("field 6", "12")` for what the custom field 6 refers to. Undefined where nobody can tell.
 */
export type NameOf = (column: string, id: string) => string | undefined;

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

/** The first line of a journal, with its changes in words, and the cleaned text of its note. */
export function noteOf(
  { number, journal }: NumberedJournal,
  nameOf: NameOf,
  multiple: ReadonlySet<string> = new Set(),
): Note {
  const { created_on, user, private_notes, details, notes } = journal;
  const by = user ? authorName(user.name) : "(deleted user)";
  const changes = changesInWords(details, nameOf, multiple);
  const head = `#${number} ${minute(created_on)} ${by}${private_notes ? " (private)" : ""}`;
  return { number, head: changes ? `${head}: ${changes}` : head, text: clean(notes ?? "").trim() };
}

/** In quotation marks where a name could be read as a change: people can rename themselves. */
export function authorName(name: string): string {
  const text = line(name, 80);
  return /[:;→()“”]/.test(text) ? `“${text}”` : text;
}

/** The text indented below its head, cut to `maxText` characters. */
export function noteText({ head, text }: Note, maxText: number): string {
  if (text === "") return head;
  const cut = text.length > maxText ? `${text.slice(0, maxText).toWellFormed()}… (cut)` : text;
  return `${head}\n${indented(cut)}`;
}
