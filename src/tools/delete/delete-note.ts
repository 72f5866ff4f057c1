import { z } from "zod";
import { line } from "../../format/clean.ts";
import { numbered } from "../../format/note.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { issueAnswer } from "../../redmine/schemas/issue.ts";
import { issueNumber } from "../issues/issue-number.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { confirm, confirmed } from "./confirmed.ts";

export const deleteNote = defineTool({
  name: "delete_note",
  title: "Delete a note",
  description: "Empties a note of an issue, by the number that get_issue_details shows; changes noted with it stay.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "edit_own_issue_notes"],
  extraScopes: ["edit_issue_notes", "view_private_notes"],
  input: z.object({ issue_id: issueNumber, note: z.int().positive(), confirm }),
  run: async ({ issue_id, note: number, confirm: given }, { redmine, quote }) => {
    const what = `note ${number} of issue #${issue_id}`;
    const found = await noteAt(issue_id, number, redmine);
    if (!found?.notes) throw new ToolRefusal(`There is no ${what} that this user sees, or it has no text.`);

    const by = found.user ? ` by ${line(found.user.name, 80)}` : "";
    const besides = found.details.length > 0 ? ["The changes noted with it stay."] : [];
    confirmed(
      { what, name: `#${issue_id}-${number}${by}`, about: line(found.notes, 300), with: [], besides },
      given,
      quote,
    );

    await redmine.put(path`journals/${found.id}.json`, { journal: { notes: "" } }, { what });
    const after = await noteWithId(issue_id, found.id, redmine);
    if (after?.notes) throw new ToolRefusal(`Redmine accepted the deletion of ${what}, but it is still there.`);
    return `Deleted: ${what}.`;
  },
});

async function noteAt(issueId: number, wanted: number, redmine: RedmineReader) {
  return numbered(await history(issueId, redmine)).find(({ number }) => number === wanted)?.journal;
}

async function noteWithId(issueId: number, id: number, redmine: RedmineReader) {
  return (await history(issueId, redmine)).find((journal) => journal.id === id);
}

async function history(issueId: number, redmine: RedmineReader) {
  const { issue } = await redmine.get(path`issues/${issueId}.json`, issueAnswer, {
    what: `issue #${issueId}`,
    query: { include: "journals" },
  });
  return issue.journals ?? [];
}
