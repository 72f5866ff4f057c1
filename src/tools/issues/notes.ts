import { z } from "zod";
import { line } from "../../format/clean.ts";
import { numbered } from "../../format/history.ts";
import { allowed } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { attempt, confirm, confirmed } from "../confirm.ts";
import { issueNumber, yesNo } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { notMade, recordStates, requestedValues, sendAndRead, unread, writeResult } from "../write-result.ts";
import { longText } from "./input.ts";

export const updateNote = defineTool({
  name: "update_note",
  title: "Change note",
  description: "Changes a note's text or privacy.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "issues",
  scopes: ["view_issues", "edit_own_issue_notes"],
  extraScopes: ["edit_issue_notes", "set_notes_private", "view_private_notes"],
  parameters: z.object({
    issue_id: issueNumber,
    note: z.int().positive(),
    text: longText.optional(),
    private: yesNo.optional(),
  }),
  execute: async ({ issue_id, note: number, text, private: isPrivate }, { redmine, quote }) => {
    const what = `note ${number} of issue #${issue_id}`;
    if (text === undefined && isPrivate === undefined)
      throw new ToolRefusal("Nothing to change: give text or private.");
    if (text?.trim() === "") {
      throw new ToolRefusal("A note without text is gone: delete_note does that, after it asked. Nothing was changed.");
    }
    const issue = await withHistory(issue_id, redmine);
    const before = noteAt(issue, number);
    if (!before?.notes) throw new ToolRefusal(noNote(what));
    const changesPrivacy = isPrivate !== undefined && isPrivate !== (before.private_notes ?? false);
    if (changesPrivacy && (await allowed("set_notes_private", issue.project.id, redmine)) === false) {
      throw new ToolRefusal(
        "Nothing was changed: the privacy of notes needs the permission set_notes_private, which this user or this sign-in lacks.",
      );
    }

    const journal = {
      ...(text !== undefined && { notes: text }),
      ...(isPrivate !== undefined && { private_notes: isPrivate }),
    };
    const put = redmine.put(path`journals/${before.id}.json`, { journal }, { what });
    const { after: read, error } = await sendAndRead(put, () => withHistory(issue_id, redmine));
    if (!read) return unread(what);
    const after = read.journals?.find(({ id }) => id === before.id);
    if (!after && error !== undefined) throw error;
    if (!after) return `Redmine accepted the change of ${what}, but this user sees the note no more.`;

    const requested = { Text: text, Private: isPrivate };
    const states = (each: typeof after) => recordStates({ Text: each.notes, Private: each.private_notes ?? false });
    return writeResult({
      what,
      did: "changed",
      before: states(before),
      after: states(after),
      requested: requestedValues(requested, states(after), { Text: "text" }),
      summary: `#${issue_id}-${number}${before.user ? ` by ${line(before.user.name, 80)}` : ""}`,
      quote,
      error,
    });
  },
});

export const deleteNote = defineTool({
  name: "delete_note",
  title: "Delete note",
  description: "Empties a note; its field changes stay.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "edit_own_issue_notes"],
  extraScopes: ["edit_issue_notes", "view_private_notes"],
  parameters: z.object({ issue_id: issueNumber, note: z.int().positive(), confirm }),
  execute: async ({ issue_id, note: number, confirm: confirmation }, { redmine, quote }) => {
    const what = `note ${number} of issue #${issue_id}`;
    const note = noteAt(await withHistory(issue_id, redmine), number);
    if (!note?.notes) throw new ToolRefusal(noNote(what));

    const by = note.user ? ` by ${line(note.user.name, 80)}` : "";
    const besides = note.details.length > 0 ? ["The changes noted with it stay."] : [];
    confirmed(
      { what, name: `#${issue_id}-${number}${by}`, about: line(note.notes, 300), with: [], besides },
      confirmation,
      quote,
    );

    const error = await attempt(redmine.put(path`journals/${note.id}.json`, { journal: { notes: "" } }, { what }));
    const { journals } = await withHistory(issue_id, redmine);
    const after = journals?.find(({ id }) => id === note.id);
    if (after?.notes && error !== undefined) throw notMade(error);
    if (after?.notes) throw new ToolRefusal(`Redmine accepted the deletion of ${what}, but it is still there.`);
    return `Deleted: ${what}.${error === undefined ? "" : " Redmine did not confirm it, but it is gone."}`;
  },
});

function noNote(what: string): string {
  return `There is no ${what} that this user sees, or it has no text.`;
}

function noteAt({ journals = [] }: Issue, position: number) {
  return numbered(journals).find(({ number }) => number === position)?.journal;
}

async function withHistory(issueId: number, redmine: RedmineReader): Promise<Issue> {
  const what = `issue #${issueId}`;
  const query = { include: "journals" };
  return (await redmine.get(path`issues/${issueId}.json`, issueAnswer, { what, query })).issue;
}
