import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueHead } from "../../format/issue-head.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { trackersOf } from "../../redmine/lookups/project-trackers.ts";
import { listProjects, type Project, resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { issueAnswer } from "../../redmine/schemas/issue.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { explainInvalid } from "./explain-invalid.ts";
import { formNames } from "./form-names.ts";
import { issueFields, longText, subject } from "./issue-input.ts";
import { issueJson } from "./issue-json.ts";
import { refuseIfPublic } from "./may-be-private.ts";
import { newIssue } from "./new-issue.ts";
import { readBack } from "./read-back.ts";
import { whyIgnored } from "./why-ignored.ts";

export const createIssue = defineTool({
  name: "create_issue",
  title: "Create an issue",
  description: "Creates an issue. Ids may be names, people also me; get_project tells the fields and values.",
  access: "write",
  toolset: "core",
  scopes: ["add_issues", "view_issues", "view_project"],
  extraScopes: [
    "add_issue_watchers",
    "manage_subtasks",
    "set_issues_private",
    "set_own_issues_private",
    "view_issue_watchers",
    "view_members",
  ],
  input: z.object({
    project_id: nameOrId,
    tracker_id: nameOrId,
    subject,
    description: longText.nullable().optional(),
    ...issueFields,
    watcher_ids: z.array(nameOrId).max(100).optional(),
  }),
  run: async (given, { redmine, lookups, quote, settings, now }) => {
    const project = await resolveProject(given.project_id, redmine, lookups);
    await refuseClosed(project, redmine, lookups);
    const tracker = await choose(trackersOf(project), given.tracker_id, redmine, lookups);
    if (given.is_private) {
      await refuseIfPublic("issue", ["set_issues_private", "set_own_issues_private"], project, redmine, lookups);
    }
    const wanted = await newIssue(given, { project, tracker, before: undefined, redmine, lookups, now });

    const { issue: created } = await redmine
      .post(
        path`issues.json`,
        { issue: issueJson(wanted) },
        { what: `issues in ${line(project.name)}`, schema: issueAnswer },
      )
      .catch((error: unknown) => explainInvalid(error, { project, tracker, redmine, lookups }));
    const issue = (await readBack(created.id, "watchers,allowed_statuses", redmine)) ?? created;

    const nameOf = await formNames(given.custom_fields !== undefined, project, tracker, redmine, lookups);
    const ignored = wanted.filter((each) => !each.holds(issue));
    const rows = ignored.map(({ label, text }) => `NOT as asked: ${label} was to be ${text}`);
    // the issue exists: a reason that cannot be found must not make it an error
    const why = ignored.length > 0 ? await whyIgnored(ignored, issue, true, redmine, lookups).catch(() => "") : "";

    return [
      `Created issue #${issue.id}: ${settings.redminePublicUrl}/issues/${issue.id}`,
      quote([issueHead(issue, nameOf, 4_000), ...rows].join("\n")),
      why,
    ]
      .filter(Boolean)
      .join("\n");
  },
});

/** Redmine would answer that project, tracker and status cannot be blank. */
async function refuseClosed({ id, name }: Project, redmine: RedmineReader, lookups: Lookups): Promise<void> {
  const { projects } = await listProjects(redmine, lookups);
  if (projects.find((each) => each.id === id)?.status !== projectClosed) return;
  throw new ToolRefusal(`Project ${line(name)} is closed: nothing can be created there until somebody reopens it.`);
}

const projectClosed = 5;
