import { z } from "zod";
import { line } from "../../format/clean.ts";
import { numbered } from "../../format/history.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { timeEntriesAnswer } from "../../redmine/content.ts";
import { unless } from "../../redmine/failure.ts";
import { type Child, issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { confirm, confirmed, count, gone } from "../confirm.ts";
import { ToolRefusal } from "../errors.ts";
import { defineTool } from "../tool.ts";
import { issueNumber } from "./input.ts";

const include = "children,attachments,relations,journals";
const shownChildren = 20;

export const deleteIssue = defineTool({
  name: "delete_issue",
  title: "Delete an issue",
  description: "Deletes an issue with all its subtasks and the time logged on them.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "delete_issues"],
  extraScopes: ["view_time_entries", "view_private_notes"],
  parameters: z.object({ issue_id: issueNumber, confirm }),
  execute: async ({ issue_id: id, confirm: given }, { redmine, quote }) => {
    const at = path`issues/${id}.json`;
    const what = `issue #${id}`;
    const [{ issue }, time] = await Promise.all([
      redmine.get(at, issueAnswer, { what, query: { include } }),
      timeOn(id, redmine),
    ]);
    const below = descendants(issue.children ?? []);
    const shown = below.slice(0, shownChildren).map((child) => `#${child}`);
    const subtasks =
      below.length > 0 &&
      `${count(below.length, "subtask")} (${shown.join(", ")}${below.length > shown.length ? " …" : ""})`;
    const total = issue.total_spent_hours ?? issue.spent_hours;

    confirmed(
      {
        what,
        name: `#${id} ${line(issue.subject)}`,
        with: [
          subtasks,
          time ? `${count(time, "time entry", "time entries")}${total ? ` (${hours(total)})` : ""}` : undefined,
          count(issue.journals?.length, "entry of its history", "entries of its history"),
          count(issue.attachments?.length, "attachment"),
          count(issue.relations?.length, "relation"),
        ],
        besides: [
          time === undefined && "Time entries that this user cannot see go too.",
          below.length > 0 && "What hangs on the subtasks goes too.",
        ],
      },
      given,
      quote,
    );
    await redmine.delete(at, { what });
    const also = below.length > 0 ? ` with ${count(below.length, "subtask")}` : "";
    return `${await gone(what, redmine.get(at, issueAnswer, { what }))}${also && ` It went${also}.`}`;
  },
});

function descendants(children: readonly Child[]): number[] {
  return children.flatMap(({ id, children: below }) => [id, ...descendants(below ?? [])]);
}

/** Entries on the issue and its subtasks; undefined where the user may not see time. */
async function timeOn(id: number, redmine: RedmineReader): Promise<number | undefined> {
  const answer = await unless(
    ["forbidden", "not_found"],
    redmine.get(path`time_entries.json`, timeEntriesAnswer, {
      what: "time entries",
      query: { issue_id: `~${id}`, limit: 1 },
    }),
  );
  return answer?.total_count;
}

export const deleteNote = defineTool({
  name: "delete_note",
  title: "Delete a note",
  description: "Empties a note, by its number in get_issue_details; changes noted with it stay.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "edit_own_issue_notes"],
  extraScopes: ["edit_issue_notes", "view_private_notes"],
  parameters: z.object({ issue_id: issueNumber, note: z.int().positive(), confirm }),
  execute: async ({ issue_id, note: number, confirm: given }, { redmine, quote }) => {
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
