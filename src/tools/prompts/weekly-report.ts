import { z } from "zod";
import type { ValueLabel } from "../../format/time-entries.ts";
import { unless } from "../../redmine/failure.ts";
import { addDays, personDay } from "../../redmine/person-day.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { type Entries, readTime, type TimeSums } from "../../redmine/time-entries.ts";
import { completeProject } from "../completers.ts";
import { nameOrId } from "../input.ts";
import { definePrompt } from "../prompt.ts";
import { rowsOf, timeInBrief } from "../time/list-time-entries.ts";
import { timeValueLabels } from "../time/time-field-values.ts";
import { issueTable, readIssues } from "./issue-table.ts";

const days = 7;
const shownIssues = 40;
const maxTableChars = 7_000;
const maxTimeChars = 8_000;

export const weeklyReport = definePrompt({
  name: "weekly_report",
  title: "Weekly report",
  description: "What happened in the last seven days: issues created, closed and worked on, and time spent.",
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries", "view_project"],
  parameters: z.object({
    project_id: nameOrId.optional().describe("Identifier or name of a project; without it, the user's own week"),
  }),
  reads: ["list_issues", "list_time_entries"],
  complete: { project_id: completeProject },
  load: async ({ project_id }, { redmine, quote, now }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const { today: to } = await personDay(redmine, now); // Redmine's filters count from the same day
    const from = addDays(to, 1 - days);

    const place = { ...(project && { project_id: project.id }), limit: shownIssues };
    const own = (filter: string) => (project ? {} : { [filter]: "me" });
    const any = { ...place, status_id: "*" };
    const [created, closed, worked, due, time] = await Promise.all([
      readIssues(redmine, { ...any, ...own("author_id"), created_on: `>=${from}`, sort: "created_on:desc" }),
      readIssues(redmine, { ...any, ...own("assigned_to_id"), closed_on: `>=${from}`, sort: "closed_on:desc" }),
      readIssues(redmine, {
        ...place,
        ...own("assigned_to_id"),
        status_id: "open",
        updated_on: `>=${from}`,
        sort: "updated_on:desc",
      }),
      readIssues(redmine, {
        ...place,
        ...own("assigned_to_id"),
        status_id: "open",
        due_date: `<=${to}`,
        sort: "due_date",
      }),
      unless(
        ["forbidden"],
        readTime(redmine, {
          ...(project && { project_id: project.id }),
          ...own("user_id"),
          spent_on: `><${from}|${to}`,
        }),
      ),
    ]);

    const whose = project ? "" : " by or for the user";
    const tables = [
      issueTable(`Created${whose}`, created, maxTableChars),
      issueTable(`Closed${whose}`, closed, maxTableChars),
      issueTable(`Open and changed${whose}`, worked, maxTableChars),
      issueTable(`Open and due${whose}`, due, maxTableChars),
      timeInWords(time, await timeValueLabels(time?.entries ?? [], redmine)),
    ];
    return `${taskFor(from, to, project !== undefined)}\n\n${quote(tables.join("\n\n"))}`;
  },
});

function taskFor(from: string, to: string, project: boolean): string {
  return `Write a weekly report of ${project ? "this Redmine project" : "the user's week in Redmine"}, ${from} to ${to}, from the lists below; half a page, in the language of the issues.
1. What was finished, and what was worked on and where it stands; group by topic, not by number, with the numbers in brackets.
2. What is late or stuck, and what needs a decision.
3. Time spent, with where most of it went.
4. What comes next, as far as due dates and priorities tell.
Say nothing that the lists do not tell; get_issue_details has the history of an issue that matters.`;
}

function timeInWords(time: (Entries & { sums: TimeSums }) | undefined, labelOf: ValueLabel): string {
  if (!time) return "Time: not visible to this user.";
  if (time.entries.length === 0) return "Time: none logged.";
  const { text, shown } = rowsOf(time.entries, time.sums, maxTimeChars, labelOf);
  const left = time.total - shown;
  return `Time (${timeInBrief(time, time.sums)}${left > 0 ? `; ${left} of them left out below` : ""}):\n${text}`;
}
