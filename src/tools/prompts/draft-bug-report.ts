import { z } from "zod";
import { issueHits } from "../../format/issue-hits.ts";
import { projectOverview } from "../../format/project.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { textFormat } from "../../redmine/lookups/text-format.ts";
import { completeProject } from "../completers.ts";
import { nameOrId } from "../name-or-id.ts";
import { overviewHeading } from "../projects/get-project.ts";
import { readOverview } from "../projects/read-overview.ts";
import { definePrompt } from "../prompt.ts";
import { similarIssues } from "./similar-issues.ts";

const maxNotesChars = 8_000;
const maxOverviewChars = 24_000;
const shownSimilar = 8;

const task = `Draft a bug report for Redmine from the rough notes at the end.
1. Look at the similar open issues first. If one of them is the same bug, say so and suggest a note on it instead.
2. Write a subject of one line that names what goes wrong and where, and a description with the steps, what was expected, what happened, and the environment. Invent nothing: ask for what is missing.
3. Choose tracker, priority, category, version and custom fields from what the project has; fill in every required one or ask.
4. Show the draft. Only when the user agrees, create the issue.`;

export const draftBugReport = definePrompt({
  name: "draft_bug_report",
  title: "Draft a bug report",
  description: "Rough notes, the project's trackers and required fields, and similar open issues.",
  scopes: ["view_project"],
  extraScopes: ["view_issues", "search_project", "view_members"],
  input: z.object({
    project_id: nameOrId.describe("Identifier or name of the project"),
    rough_notes: z.string().trim().min(1).max(100_000).describe("What happened, in any form"),
  }),
  completers: { project_id: completeProject },
  run: async ({ project_id, rough_notes }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const [overview, format, { hits, words }] = await Promise.all([
      readOverview(project, redmine, lookups),
      textFormat(redmine, lookups),
      similarIssues(rough_notes, project.id, redmine, shownSimilar),
    ]);

    const similar =
      hits.length > 0 ? `Similar open issues:\n${issueHits(hits, words)}` : "Similar open issues: none found.";
    const long = rough_notes.length > maxNotesChars;
    return [
      task,
      overviewHeading(overview, format, redmine.userId),
      quote(`${projectOverview(overview, maxOverviewChars)}\n\n${similar}`),
      `Rough notes of the user${long ? `, the first ${maxNotesChars} of ${rough_notes.length} characters` : ""}:\n${rough_notes.slice(0, maxNotesChars).toWellFormed()}`,
    ].join("\n\n");
  },
});
