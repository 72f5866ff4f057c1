import { issueDetails } from "../../format/issue-details.ts";
import { type NumberedJournal, numbered } from "../../format/note.ts";
import { path } from "../../redmine/path.ts";
import { issueAnswer } from "../../redmine/schemas/issue.ts";
import type { ToolContext } from "../tool.ts";
import { namesInHistory } from "./names-in-history.ts";

const include = "children,attachments,relations,changesets,journals,watchers,allowed_statuses";

interface Asked {
  issue_id: number;
  /** How many notes, newest first; the server's own number unless given. */
  notes?: number | "all" | undefined;
  /** Only notes older than this number. */
  before_note?: number | undefined;
}

/** An issue with its history, for a model. */
export async function detailsInWords(
  { issue_id, notes, before_note }: Asked,
  { redmine, lookups, settings, quote }: ToolContext,
): Promise<string> {
  const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, {
    what: `issue #${issue_id}`,
    query: { include },
  });

  const asked = notes === "all" ? Number.POSITIVE_INFINITY : (notes ?? settings.maxJournalEntries);
  const { shown, older } = newest(numbered(issue.journals ?? []), asked, before_note);
  const nameOf = await namesInHistory(issue, shown, redmine, lookups);
  const url = `${settings.redminePublicUrl}/issues/${issue_id}`;
  const text = issueDetails({ issue, notes: shown, older, nameOf, quote, url });

  const blind = redmine.scopes && !redmine.scopes.has("view_private_notes");
  return blind ? `${text}\nPrivate notes are hidden from this sign-in; Redmine's note numbers count them.` : text;
}

function newest(all: readonly NumberedJournal[], count: number, before = Number.POSITIVE_INFINITY) {
  const earlier = all.filter(({ number }) => number < before);
  const shown = earlier.toReversed().slice(0, count);
  return { shown, older: earlier.length - shown.length };
}
