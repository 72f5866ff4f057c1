import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueList } from "../../format/issue-list.ts";
import { projectOverview } from "../../format/project.ts";
import { rowsWithin } from "../../format/text.ts";
import type { ValueLabel } from "../../format/time-entries.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { type IssueRow, issueList as issueListAnswer } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { addDays, daysAhead, personDay } from "../../redmine/person-day.ts";
import { resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import { type Entries, readTime, type TimeSums } from "../../redmine/time-entries.ts";
import { completeProject } from "../completers.ts";
import { nameOrId } from "../input.ts";
import { readOverview } from "../projects/read-projects.ts";
import { definePrompt } from "../prompt.ts";
import { rowsOf, timeInBrief } from "../time/list-time-entries.ts";
import { timeValueLabels } from "../time/time-field-values.ts";

export interface IssuePage {
  issues: readonly IssueRow[];
  total: number;
}

export async function readIssues(redmine: RedmineReader, query: Query): Promise<IssuePage> {
  const answer = await redmine.get(path`issues.json`, issueListAnswer, { what: "the list of issues", query });
  return { issues: answer.issues, total: answer.total_count };
}

/** "Closed (3):" and a table of at most `maxChars`, or that there are none. */
export function issueTable(label: string, { issues, total }: IssuePage, maxChars: number): string {
  if (issues.length === 0) return `${label}: none.`;
  const { text, shown } = issueList(issues, [], () => undefined, maxChars);
  return `${label} (${total}${shown < total ? `, the first ${shown} shown` : ""}):\n${text}`;
}

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
    const ahead = await daysAhead(redmine);
    const from = addDays(to, 1 - days);

    const baseQuery = { ...(project && { project_id: project.id }), limit: shownIssues };
    const ofUser = (filter: string) => (project ? {} : { [filter]: "me" });
    const any = { ...baseQuery, status_id: "*" };
    const [created, closed, worked, due, time] = await Promise.all([
      readIssues(redmine, { ...any, ...ofUser("author_id"), created_on: `>=${from}`, sort: "created_on:desc" }),
      readIssues(redmine, { ...any, ...ofUser("assigned_to_id"), closed_on: `>=${from}`, sort: "closed_on:desc" }),
      readIssues(redmine, {
        ...baseQuery,
        ...ofUser("assigned_to_id"),
        status_id: "open",
        updated_on: `>=${from}`,
        sort: "updated_on:desc",
      }),
      readIssues(redmine, {
        ...baseQuery,
        ...ofUser("assigned_to_id"),
        status_id: "open",
        due_date: `<=${addDays(to, -ahead)}`,
        sort: "due_date",
      }),
      unless(
        ["forbidden"],
        readTime(redmine, {
          ...(project && { project_id: project.id }),
          ...ofUser("user_id"),
          spent_on: `><${addDays(from, -ahead)}|${addDays(to, -ahead)}`,
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
  const leftOut = time.total - shown;
  return `Time (${timeInBrief(time, time.sums)}${leftOut > 0 ? `; ${leftOut} of them left out below` : ""}):\n${text}`;
}

const issuesToTriage = 25;
const maxIssuesChars = 22_000;
const maxOverviewChars = 12_000;
const descriptionChars = 400;

const task = `Triage these Redmine issues: open, assigned to nobody, newest first. For each of them:
1. Say in half a sentence what it wants, and whether it can be worked on or what is missing.
2. Propose priority, category, version and assignee, from what the project has; leave out what you cannot tell.
3. Look for duplicates among these and with search_issues.
Show one table with the proposals and a short reason each, the urgent ones first. Change nothing until the user has agreed.`;

export const triageNewIssues = definePrompt({
  name: "triage_new_issues",
  title: "Triage new issues",
  description: "Open issues that nobody has, and what the project offers to sort them.",
  scopes: ["view_issues"],
  extraScopes: ["view_project", "view_members"],
  parameters: z.object({
    project_id: nameOrId.optional().describe("Identifier or name of a project; without it, all projects"),
  }),
  reads: ["list_issues", "get_project"],
  complete: { project_id: completeProject },
  load: async ({ project_id }, { redmine, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const query = { status_id: "open", assigned_to_id: "!*", sort: "created_on:desc", limit: issuesToTriage };
    const [{ issues, total }, overview] = await Promise.all([
      readIssues(redmine, { ...query, ...(project && { project_id: project.id }) }),
      project && readOverview(project.id, redmine),
    ]);
    if (issues.length === 0)
      return "Tell the user that every open Redmine issue here has an assignee: nothing to triage.";

    const { text, left } = rowsWithin(
      issues.map((issue) => issueInBrief(issue, !project)),
      maxIssuesChars,
    );
    const shown = issues.length - left;
    const counted = `${total === 1 ? "1 such issue" : `${total} such issues`}${shown < total ? `, the newest ${shown} below; list_issues has the rest` : ""}.`;
    const about = overview ? `\n\n${projectOverview(overview, maxOverviewChars)}` : "";
    return `${task}\n\n${counted}\n${quote(`${text}${about}`)}`;
  },
});

function issueInBrief(
  { id, project, tracker, status, priority, author, category, created_on, subject, description }: IssueRow,
  withProject: boolean,
): string {
  const facts = [
    withProject && line(project.name, 60),
    line(tracker.name, 40),
    line(status.name, 40),
    line(priority.name, 40),
    category && line(category.name, 60),
    `${created_on.slice(0, 10)}${author ? ` by ${line(author.name, 60)}` : ""}`,
  ].filter(Boolean);
  const text = line(description ?? "", descriptionChars);
  return `- #${id} ${line(subject)} (${facts.join(", ")})${text ? `\n  ${text}` : ""}`;
}
