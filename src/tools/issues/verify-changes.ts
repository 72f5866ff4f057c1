import { line } from "../../format/clean.ts";
import { fieldStates } from "../../format/field-states.ts";
import { type NameOf, numbered } from "../../format/history.ts";
import { type Quote, valueList } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Issue } from "../../redmine/issues.ts";
import type { BatchRow } from "../batch.ts";
import { sameContent } from "../compare.ts";
import { ToolRefusal } from "../errors.ts";
import { type Difference, difference, madeDespite, notMade } from "../write-result.ts";
import type { RequestedChange } from "./change.ts";
import { whyIgnored } from "./why-ignored.ts";

type VerifiedChange = RequestedChange & { saved: boolean };

/** What a change did, from the issue before and after it. */
export function issueDifference(
  changes: readonly RequestedChange[],
  before: Issue,
  after: Issue,
  nameOf: NameOf,
): Difference<VerifiedChange> {
  const verified = changes.map((change) => ({ ...change, saved: change.holds(after) }));
  return difference(verified, fieldStates(before, nameOf), fieldStates(after, nameOf));
}

/** What became of a note, from the history after it was sent. */
export function noteOutcome(
  note: string,
  isPrivate: boolean,
  issue: Issue,
  userId: number,
  since: string,
): { text: string; added: boolean } {
  // an older note may say the same
  const mine = numbered(issue.journals ?? []).filter(
    ({ journal }) => journal.user?.id === userId && Date.parse(journal.created_on) >= Date.parse(since),
  );
  const added = mine.findLast(({ journal }) => sameContent(journal.notes, note, "text"));
  if (!added) return { text: "The note was NOT added: the user's role may not add notes here.", added: false };
  if (isPrivate && !added.journal.private_notes) {
    return {
      text: `Note #${added.number} was added, but it is PUBLIC: Redmine did not make it private. Tell the user.`,
      added: true,
    };
  }
  return { text: `Note #${added.number} added${added.journal.private_notes ? ", private" : ""}.`, added: true };
}

interface Update {
  before: Issue;
  after: Issue;
  changes: readonly RequestedChange[];
  note: { text: string; isPrivate: boolean } | undefined;
  nameOf: NameOf;
  redmine: RedmineReader;
  /** What Redmine answered to the change, where it was not success. */
  error?: unknown;
}

export interface UpdateOutcome {
  id: number;
  /** "all": as requested; "part": not all of it, or not as requested; "nothing": Redmine ignored the request. */
  did: "all" | "part" | "nothing";
  /** Fields with other people's words, one a line. */
  rows: readonly string[];
  /** Our own sentences. */
  sentences: readonly string[];
}

/** What an update did and did not do, from the issue before and after it. Throws Redmine's error where it did nothing. */
export async function updateOutcome(update: Update): Promise<UpdateOutcome> {
  const { before, after, changes, note, nameOf, redmine, error } = update;
  const { rows, ignored, changed } = issueDifference(changes, before, after, nameOf);
  const noted = note && noteOutcome(note.text, note.isPrivate, after, redmine.userId, before.updated_on);
  if (error !== undefined && !changed && !noted?.added) throw notMade(error);
  const next = after.allowed_statuses?.filter(({ id }) => id !== after.status.id).map(({ name }) => line(name, 80));

  // after the write only what it did counts: a reason that cannot be found must not make it an error
  const why =
    ignored.length > 0 && error === undefined ? await whyIgnored(ignored, after, false, redmine).catch(() => "") : "";
  const partly = ignored.length > 0 || noted?.added === false;
  const nothing = !changed && partly && !noted?.added;
  return {
    id: after.id,
    did: nothing ? "nothing" : partly ? "part" : "all",
    rows: [...rows, ...(next ? [`Allowed next statuses: ${valueList(next) || "none"}`] : [])],
    sentences: [noted?.text ?? "", why, error === undefined ? "" : madeDespite(error)].filter(
      (sentence) => sentence !== "",
    ),
  };
}

/** The outcome for one issue as the whole answer. Throws ToolRefusal when nothing came of the request. */
export function tellOutcome({ id, did, rows, sentences }: UpdateOutcome, quote: Quote): string {
  const head = {
    all: `Issue #${id} was changed.`,
    part: `Issue #${id} was changed only in part.`,
    nothing: `Issue #${id} was NOT changed: Redmine ignored the request without an error.`,
  }[did];
  const text = [head, rows.length > 0 && quote(rows.join("\n")), ...sentences].filter(Boolean).join("\n");
  if (did === "nothing") throw new ToolRefusal(text);
  return text;
}

/** The same as one row among several issues. */
export function outcomeRow({ did, rows, sentences }: UpdateOutcome): BatchRow {
  const head = { all: "", part: "only in part: ", nothing: "NOT changed: " }[did];
  const relevant = rows.filter((row) => !row.startsWith("Allowed next statuses"));
  return { text: `${head}${[...relevant, ...sentences].join("; ")}`, done: did !== "nothing" };
}
