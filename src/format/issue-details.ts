import type { Issue } from "../redmine/issues.ts";
import type { AgileData, ChecklistItem } from "../redmine/plugins.ts";
import { clean, line } from "./clean.ts";
import { type NameOf, type Note, type NumberedJournal, noteOf, noteText } from "./history.ts";
import { issueHead } from "./issue-head.ts";
import type { Quote } from "./text.ts";

interface Request {
  issue: Issue;
  /** The notes asked for, newest first. */
  notes: readonly NumberedJournal[];
  /** How many notes are older than these. */
  older: number;
  nameOf: NameOf;
  quote: Quote;
  /** Rows that plugins add. */
  more?: readonly string[];
  /** Where a person sees the issue whole. */
  url: string;
}

const budget = 39_000; // characters, of the 40,000 that a result may have; the rest is for our own sentences
const headBudget = 14_000;
const descriptionShare = 8_000; // of a long description, whatever the notes need
const alwaysKept = 5; // newest notes that are rather cut than dropped
const noteCuts = [Number.POSITIVE_INFINITY, 20_000, 8_000, 3_000, 1_000];

/**
 * An issue for a model. Too long, it loses the oldest notes first, then the ends of long notes, then the description's.
 * The description comes last and as it was written, so that it can be sent back; its heading says how long it is, so that no
 * line in it passes for ours.
 */
export function issueDetails({ issue, notes, older, nameOf, quote, url, more = [] }: Request): string {
  const head = [issueHead(issue, nameOf, headBudget), ...more].join("\n");
  const description = clean(issue.description ?? "").trimEnd();
  const room = budget - head.length;
  const forNotes = room - Math.min(description.length, descriptionShare);

  const multiple = new Set(issue.custom_fields.flatMap(({ id, multiple }) => (multiple ? [String(id)] : [])));
  const allNotes = notes.map((entry) => noteOf(entry, nameOf, multiple));
  const newest = newestWithin(allNotes, forNotes);
  const cut = noteCuts.find((chars) => sizeOf(newest, chars) <= forNotes) ?? 1_000;
  const forDescription = Math.max(0, room - sizeOf(newest, cut));
  const cutDescription = description.length > forDescription;

  const block = [
    head,
    ...(newest.length > 0 ? ["Notes:"] : []),
    ...newest.map((note) => noteText(note, cut)),
    ...(description
      ? [
          `Description (${cutDescription ? `${forDescription} of ` : ""}${description.length} characters, to the end):`,
          cutDescription ? description.slice(0, forDescription).toWellFormed() : description,
        ]
      : []),
  ];
  const hints = [
    leftOut(older + allNotes.length - newest.length, newest.at(-1)?.number),
    cutNotes(newest, cut),
    cutDescription &&
      `The description is cut at ${forDescription} of ${description.length} characters: do not write it back. ${
        newest.length > 0 ? "notes=0 makes room for more of it; " : ""
      }the rest: field="description", offset=${forDescription}. It is whole at ${url}`,
  ];

  return [quote(block.join("\n")), ...hints.filter(Boolean)].join("\n");
}

function newestWithin(notes: readonly Note[], room: number): readonly Note[] {
  let used = 0;
  const tooMany = notes.findIndex((note) => {
    used += noteText(note, Number.POSITIVE_INFINITY).length + 1;
    return used > room;
  });
  return tooMany === -1 ? notes : notes.slice(0, Math.max(tooMany, alwaysKept));
}

function sizeOf(notes: readonly Note[], cut: number): number {
  return notes.reduce((sum, note) => sum + noteText(note, cut).length + 1, 0);
}

function leftOut(count: number, oldestShown: number | undefined): string | undefined {
  if (count === 0) return undefined;
  return `${count} older ${count === 1 ? "note" : "notes"}: ${oldestShown ? `before_note=${oldestShown}` : 'notes="all"'}.`;
}

function cutNotes(notes: readonly Note[], cut: number): string | undefined {
  const [first, ...rest] = notes.filter(({ text }) => text.length > cut);
  if (!first) return undefined;
  const which = [first, ...rest].map(({ number }) => `#${number}`).join(", ");
  return `Cut at ${cut} characters: ${which}; the rest: field="#${first.number}", offset=${cut}.`;
}

const maxChecklistItems = 100;

/** "Checklist: 1 of 3 done", and an item a row: "[x] #12 Write the test"; headings between them. */
export function checklistRows(items: readonly ChecklistItem[]): string[] {
  if (items.length === 0) return [];
  const tasks = items.filter(({ is_section }) => !is_section);
  const rows = items.slice(0, maxChecklistItems).map(({ id, subject, is_done, is_section }) => {
    const text = line(subject, 200);
    return is_section ? `- item ${id}, a heading: ${text}` : `- [${is_done ? "x" : " "}] item ${id}: ${text}`;
  });
  const left = items.length - rows.length;
  const done = tasks.filter(({ is_done }) => is_done).length;
  return [`Checklist: ${done} of ${tasks.length} done`, ...rows, ...(left > 0 ? [`(${left} more items)`] : [])];
}

/** "Story points: 5; sprint: 7" */
export function agileRows({ story_points, agile_sprint_id }: AgileData): string[] {
  const facts = [
    story_points !== null && story_points !== undefined && `Story points: ${story_points}`,
    agile_sprint_id && `Sprint: id ${agile_sprint_id}`,
  ].filter(Boolean);
  return facts.length > 0 ? [facts.join("; ")] : [];
}
