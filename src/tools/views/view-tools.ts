import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueAnswer, issueList } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import { issueNumber, nameOrId } from "../input.ts";
import { conditions, listQuery } from "../issues/list-query.ts";
import { timeInput } from "../time/list-time-entries.ts";
import { defineTool, type ToolContext, ToolRefusal } from "../tool.ts";
import { issueData } from "./issue.ts";
import { boardData, roadmapData, timeData, versionData } from "./planning.ts";

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
  title: "Show issue",
  description: "Shows the user an issue to view and change.",
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
  title: "Show board",
  description: "Shows the user a board of issues; filters as in list_issues.",
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

const maxChars = 400_000; // for a page, not for a model; each view bounds its rows
const id = z.coerce.number().int().positive();
const projectId = z.union([z.string().min(1).max(255), z.int().positive()]);

type Load = (args: unknown, context: ToolContext) => Promise<object>;

/** What each view may ask for. An argument of the model's call that a view does not need is ignored here: the call itself checked it. */
const views: Readonly<Record<"issue" | "board" | "roadmap" | "version" | "time", Load>> = {
  issue: loading(z.object({ issue_id: id, brief: z.boolean().optional() }), issueData),
  board: loading(boardInput, boardData),
  roadmap: loading(z.object({ project_id: projectId, closed: z.boolean().optional() }), roadmapData),
  version: loading(z.object({ version_id: id }), versionData),
  time: loading(timeInput, timeData),
};

function loading<Input extends z.ZodType>(
  input: Input,
  load: (args: z.output<Input>, context: ToolContext) => Promise<object>,
): Load {
  return (args, context) => {
    const parsed = input.safeParse(args);
    if (!parsed.success) throw new ToolRefusal("The view asked for something that there is not.");
    return load(parsed.data, context);
  };
}

/** The tools that read the same: where one is denied, so is the view. */
const sameAs = {
  issue: "get_issue_details",
  board: "list_issues",
  roadmap: "get_roadmap",
  version: "get_roadmap",
  time: "list_time_entries",
} as const;

function isView(name: string): name is keyof typeof sameAs {
  return Object.hasOwn(sameAs, name);
}

/** What the views show, for them alone: JSON whose texts the views only ever set as text. */
export const viewData = defineTool({
  name: "view_data",
  title: "View data",
  description: "For the views only.",
  access: "read",
  toolset: "views",
  isForViews: true,
  maxChars,
  scopes: ["view_issues"],
  extraScopes: ["view_time_entries", "view_private_notes", "view_members", "view_project"],
  parameters: z.object({
    view: z.string().max(20),
    args: z
      .record(z.string().max(40), z.unknown())
      .refine((args) => Object.keys(args).length <= 50)
      .optional(),
  }),
  execute: async ({ view, args = {} }, context) => {
    if (!isView(view)) throw new ToolRefusal("The view asked for something that there is not.");
    if (context.settings.toolsDeny?.includes(sameAs[view]))
      throw new ToolRefusal("The operator of this server does not allow this.");
    return JSON.stringify(await views[view](args, context));
  },
});
