import { z } from "zod";
import { type NumberedJournal, numbered } from "../../format/history.ts";
import { issueDetails } from "../../format/issue-details.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { issueNumber } from "./input.ts";
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
  { redmine, settings, quote }: ToolContext,
): Promise<string> {
  const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, {
    what: `issue #${issue_id}`,
    query: { include },
  });

  const asked = notes === "all" ? Number.POSITIVE_INFINITY : (notes ?? settings.maxJournalEntries);
  const { shown, older } = newest(numbered(issue.journals ?? []), asked, before_note);
  const nameOf = await namesInHistory(issue, shown, redmine);
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

export const getIssueDetails = defineTool({
  name: "get_issue_details",
  title: "Read an issue",
  description:
    "An issue with its fields, allowed next statuses, relations, subtasks, files, notes and changes (newest first).",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: [
    "view_private_notes",
    "view_time_entries",
    "view_issue_watchers",
    "view_changesets",
    "view_members",
    "view_project",
  ],
  parameters: z.object({
    issue_id: issueNumber,
    notes: z
      .union(
        [
          z.int().min(0),
          z.literal("all"),
          z
            .string()
            .regex(/^\d{1,6}$/)
            .transform(Number),
        ],
        { error: 'give a number, or "all"' },
      )
      .optional()
      .describe('how many, or "all"'),
    before_note: z.int().positive().optional().describe("only notes older than this"),
  }),
  execute: (given, context) => detailsInWords(given, context),
});
