import { z } from "zod";
import { line } from "../../format/clean.ts";
import { projectOverview } from "../../format/project.ts";
import { rowsWithin } from "../../format/text.ts";
import type { IssueRow } from "../../redmine/issues.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { completeProject } from "../completers.ts";
import { nameOrId } from "../input.ts";
import { readOverview } from "../projects/get-project.ts";
import { definePrompt } from "../prompt.ts";
import { readIssues } from "./issue-table.ts";

const shownIssues = 25;
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
    const query = { status_id: "open", assigned_to_id: "!*", sort: "created_on:desc", limit: shownIssues };
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
    const counted = `${total} such issues${shown < total ? `, the newest ${shown} below; list_issues has the rest` : ""}.`;
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
