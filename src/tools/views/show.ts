import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueAnswer, issueList } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { nameOrId } from "../input.ts";
import { issueNumber } from "../issues/input.ts";
import { conditions, listQuery } from "../issues/list-query.ts";
import { defineTool } from "../tool.ts";

/** What a board's columns are. */
export const groupings = ["status", "assignee", "version"] as const;

export const boardInput = z.object({
  project_id: nameOrId.optional(),
  group_by: z.enum(groupings).optional(),
  status_id: conditions.shape.status_id.unwrap().optional(), // without its description
  ...conditions.pick({ assignee_id: true, tracker_id: true, version_id: true }).shape,
});

export const showIssue = defineTool({
  name: "show_issue",
  title: "Show an issue",
  description: "Shows the user an issue to look at and change.",
  access: "read",
  toolset: "views",
  reads: ["get_issue_details"],
  view: "issue",
  scopes: ["view_issues"],
  parameters: z.object({ issue_id: issueNumber }),
  execute: async ({ issue_id }, { redmine, quote }) => {
    const { issue } = await redmine.get(path`issues/${issue_id}.json`, issueAnswer, { what: `issue #${issue_id}` });
    return `Issue #${issue_id} is shown to the user.\n${quote(`${line(issue.subject)} (${line(issue.status.name, 80)})`)}`;
  },
});

export const showBoard = defineTool({
  name: "show_board",
  title: "Show a board",
  description: "Shows the user issues as cards in columns; filters as in list_issues.",
  access: "read",
  toolset: "views",
  reads: ["list_issues"],
  view: "board",
  scopes: ["view_issues"],
  extraScopes: ["view_members", "view_project"],
  parameters: boardInput,
  execute: async ({ group_by = "status", ...conditionsOf }, { redmine, now }) => {
    const query = await listQuery({ ...conditionsOf, subprojects: true }, redmine, now);
    const { total_count } = await redmine.get(path`issues.json`, issueList, {
      what: "the list of issues",
      query: { ...query, limit: 1 },
    });
    return `A board of ${total_count} ${total_count === 1 ? "issue" : "issues"} by ${group_by} is shown to the user.`;
  },
});
