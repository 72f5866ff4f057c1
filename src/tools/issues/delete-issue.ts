import { z } from "zod";
import { line } from "../../format/clean.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { timeEntriesAnswer } from "../../redmine/content.ts";
import { unless } from "../../redmine/failure.ts";
import { type Child, issueAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "../confirm.ts";
import { issueNumber } from "../input.ts";
import { defineTool } from "../tool.ts";

const include = "children,attachments,relations,journals";
const shownChildren = 20;

export const deleteIssue = defineTool({
  name: "delete_issue",
  title: "Delete issue",
  description: "Deletes an issue with its subtasks and logged time.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_issues", "delete_issues"],
  extraScopes: ["view_time_entries", "view_private_notes"],
  parameters: z.object({ issue_id: issueNumber, confirm }),
  execute: async ({ issue_id: id, confirm: confirmation }, { redmine, quote }) => {
    const endpoint = path`issues/${id}.json`;
    const what = `issue #${id}`;
    const [{ issue }, time] = await Promise.all([
      redmine.get(endpoint, issueAnswer, { what, query: { include } }),
      timeOn(id, redmine),
    ]);
    const below = descendants(issue.children ?? []);
    const shown = below.slice(0, shownChildren).map((child) => `#${child}`);
    const subtasks =
      below.length > 0 &&
      `${countIfAny(below.length, "subtask")} (${shown.join(", ")}${below.length > shown.length ? " …" : ""})`;
    const total = issue.total_spent_hours ?? issue.spent_hours;

    confirmed(
      {
        what,
        name: `#${id} ${line(issue.subject)}`,
        with: [
          subtasks,
          time ? `${countIfAny(time, "time entry", "time entries")}${total ? ` (${hours(total)})` : ""}` : undefined,
          countIfAny(issue.journals?.length, "entry of its history", "entries of its history"),
          countIfAny(issue.attachments?.length, "attachment"),
          countIfAny(issue.relations?.length, "relation"),
        ],
        besides: [
          time === undefined && "Time entries that this user cannot see go too.",
          below.length > 0 && "What hangs on the subtasks goes too.",
        ],
      },
      confirmation,
      quote,
    );
    const error = await attempt(redmine.delete(endpoint, { what }));
    const also = below.length > 0 ? ` with ${countIfAny(below.length, "subtask")}` : "";
    return `${await gone(what, redmine.get(endpoint, issueAnswer, { what }), error)}${also && ` It went${also}.`}`;
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
