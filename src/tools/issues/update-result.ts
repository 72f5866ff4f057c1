import type { NameOf } from "../../format/change.ts";
import { line } from "../../format/clean.ts";
import type { Quote } from "../../format/quote.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { noteOutcome } from "./note-outcome.ts";
import { outcomeOf } from "./outcome.ts";
import type { Wanted } from "./wanted.ts";
import { whyIgnored } from "./why-ignored.ts";

interface Update {
  before: Issue;
  after: Issue;
  wanted: readonly Wanted[];
  note: { text: string; isPrivate: boolean } | undefined;
  nameOf: NameOf;
  quote: Quote;
  redmine: RedmineReader;
  lookups: Lookups;
}

/** What the change did and did not do. Throws ToolRefusal when it did nothing of what was asked. */
export async function updateResult({
  before,
  after,
  wanted,
  note,
  nameOf,
  quote,
  redmine,
  lookups,
}: Update): Promise<string> {
  const { done, ignored, ignoredInWords, besides } = outcomeOf(wanted, before, after, nameOf);
  const noted = note && noteOutcome(note.text, note.isPrivate, after, redmine.userId);
  const touched = wanted.some(({ label }) => label === "Status" || label === "Tracker");
  const next = after.allowed_statuses?.filter(({ id }) => id !== after.status.id).map(({ name }) => line(name, 80));

  const rows = [
    ...done,
    ...ignoredInWords.map((row) => `NOT changed: ${row}`),
    ...besides.map((row) => `Also changed: ${row}`),
    ...(touched && next ? [`Allowed next statuses: ${next.join(", ") || "none"}`] : []),
  ];
  // after the write only what it did counts: a reason that cannot be found must not make it an error
  const why = ignored.length > 0 ? await whyIgnored(ignored, after, false, redmine, lookups).catch(() => "") : "";
  const partly = ignored.length > 0 || noted?.added === false;
  const nothing = done.length === 0 && partly && !noted?.added;

  const head = nothing
    ? `Issue #${after.id} was NOT changed: Redmine ignored the request without an error.`
    : `Issue #${after.id} ${partly ? "was changed only in part." : "was changed."}`;
  const text = [head, rows.length > 0 && quote(rows.join("\n")), noted?.said, why].filter(Boolean).join("\n");
  if (nothing) throw new ToolRefusal(text);
  return text;
}
