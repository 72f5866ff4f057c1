import { z } from "zod";
import { line } from "../../format/clean.ts";
import { issueHead } from "../../format/issue-head.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { choosePerson } from "../../redmine/people.ts";
import { listProjects, type Project, resolveProject, trackersOf } from "../../redmine/projects.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { issueJson, type Wanted, wantedReference } from "./change.ts";
import { type GivenFields, issueFields, longText, subject } from "./input.ts";
import { allOrRefuse, type Place, wantedFields, wantedStatus } from "./resolve-changes.ts";
import { whyIgnored } from "./verify-changes.ts";
import { explainInvalid, formNames, readBack, refuseIfPublic } from "./write-errors.ts";

type Given = GivenFields & { watcher_ids?: readonly (string | number)[] | undefined };

/** Everything a new issue is to have. An empty field is one that is not given: there is nothing to empty. */
export function newIssue(given: Given, place: Place): Promise<Wanted[]> {
  const { project, tracker, redmine } = place;
  const { status_id, watcher_ids = [], ...fields } = withoutEmpty(given);

  return allOrRefuse(
    [
      Promise.resolve(wantedReference("project", project)),
      Promise.resolve(wantedReference("tracker", tracker)),
      ...(status_id === undefined ? [] : [wantedStatus(status_id, undefined, undefined, redmine)]),
      ...wantedFields(fields, place),
      ...(watcher_ids.length > 0 ? [watchers(watcher_ids, place)] : []),
    ],
    "Nothing was created.",
  );
}

function withoutEmpty(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ""));
}

async function watchers(given: readonly (string | number)[], { project, redmine }: Place): Promise<Wanted> {
  const people = await Promise.all(
    given.map(async (each) =>
      each === "me" ? { id: redmine.userId, name: "me" } : choosePerson(each, project, redmine),
    ),
  );
  return {
    label: "Watchers",
    text: line(people.map(({ id, name }) => name ?? `id ${id}`).join(", "), 200),
    json: { watcher_user_ids: people.map(({ id }) => id) },
    // without view_issue_watchers nobody is shown, and nothing can be said against it
    holds: ({ watchers: kept }) => !kept || people.every(({ id }) => kept.some((each) => each.id === id)),
  };
}

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
  parameters: z.object({
    project_id: nameOrId,
    tracker_id: nameOrId,
    subject,
    description: longText.nullable().optional(),
    ...issueFields,
    watcher_ids: z.array(nameOrId).max(100).optional(),
  }),
  execute: async (given, { redmine, quote, settings, now }) => {
    const project = await resolveProject(given.project_id, redmine);
    await refuseClosed(project, redmine);
    const tracker = await choose(trackersOf(project), given.tracker_id, redmine);
    if (given.is_private) {
      await refuseIfPublic("issue", ["set_issues_private", "set_own_issues_private"], project, redmine);
    }
    const wanted = await newIssue(given, { project, tracker, before: undefined, redmine, now });

    const { issue: created } = await redmine
      .post(
        path`issues.json`,
        { issue: issueJson(wanted) },
        { what: `issues in ${line(project.name)}`, schema: issueAnswer },
      )
      .catch((error: unknown) => explainInvalid(error, { project, tracker, redmine }));
    const issue = (await readBack(created.id, "watchers,allowed_statuses", redmine)) ?? created;

    const nameOf = await formNames(given.custom_fields !== undefined, project, tracker, redmine);
    const ignored = wanted.filter((each) => !each.holds(issue));
    const rows = ignored.map(({ label, text }) => `NOT as asked: ${label} was to be ${text}`);
    // the issue exists: a reason that cannot be found must not make it an error
    const why = ignored.length > 0 ? await whyIgnored(ignored, issue, true, redmine).catch(() => "") : "";

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
async function refuseClosed({ id, name }: Project, redmine: RedmineReader): Promise<void> {
  const { projects } = await listProjects(redmine);
  if (projects.find((each) => each.id === id)?.status !== projectClosed) return;
  throw new ToolRefusal(`Project ${line(name)} is closed: nothing can be created there until somebody reopens it.`);
}

const projectClosed = 5;
