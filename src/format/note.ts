import type { Journal } from "../redmine/schemas/journal.ts";
import { changesInWords, type NameOf } from "./change.ts";
import { clean, line } from "./clean.ts";
import { minute } from "./dates.ts";
import { indented } from "./quote.ts";

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
