import { z } from "zod";
import { foreign, line } from "../../format/clean.ts";
import { fieldStates } from "../../format/field-states.ts";
import { issueHead } from "../../format/issue-head.ts";
import { valueList } from "../../format/text.ts";
import type { RedmineReader, RedmineWriter } from "../../redmine/client.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { choosePerson } from "../../redmine/people.ts";
import { type Project, projectsById, resolveProject, trackersOf } from "../../redmine/projects.ts";
import { type BatchRow, confirmMany, runBatch } from "../batch.ts";
import { confirm } from "../confirm.ts";
import { type Attempt, issueDespite } from "../created-despite.ts";
import { nameOrId } from "../input.ts";
import { tagWriteScopes } from "../plugins/tags.ts";
import { filledIn, templateInput, templateScopes } from "../plugins/templates.ts";
import { defineTool, type ToolContext, ToolRefusal, type ToolSettings } from "../tool.ts";
import { changeTo, issueJson, type RequestedChange } from "./change.ts";
import { type IssueInput, issueFields, longText, subject } from "./input.ts";
import { allOrRefuse, type IssueContext, requestedChanges, statusChange } from "./resolve-changes.ts";
import { whyIgnored } from "./why-ignored.ts";
import { explainInvalid, formNames, readBack, refuseIfPublic, type WriteContext } from "./write-errors.ts";

type NewIssueInput = IssueInput & { watcher_ids?: readonly (string | number)[] | undefined };

/** Everything a new issue is to have. Empty fields are sent too: Redmine would fill them with defaults. */
export function newIssueChanges(input: NewIssueInput, context: IssueContext): Promise<RequestedChange[]> {
  const { project, tracker, redmine } = context;
  const { status_id, watcher_ids = [], ...fields } = input;

  return allOrRefuse(
    [
      Promise.resolve(changeTo.reference("project", project)),
      Promise.resolve(changeTo.reference("tracker", tracker)),
      ...(status_id === undefined ? [] : [statusChange(status_id, undefined, undefined, redmine)]),
      ...requestedChanges(fields, context),
      ...(watcher_ids.length > 0 ? [watchersChange(watcher_ids, context)] : []),
    ],
    "Nothing was created.",
  );
}

async function watchersChange(
  input: readonly (string | number)[],
  { project, redmine }: IssueContext,
): Promise<RequestedChange> {
  const people = await Promise.all(
    input.map(async (each) =>
      each === "me" ? { id: redmine.userId, name: "me" } : choosePerson(each, project, redmine),
    ),
  );
  return {
    key: "watcher_user_ids",
    label: "Watchers",
    text: line(valueList(people.map(({ id, name }) => name ?? `id ${id}`)), 200),
    json: { watcher_user_ids: people.map(({ id }) => id) },
    // without view_issue_watchers nobody is shown, and nothing can be said against it
    holds: ({ watchers }) => !watchers || people.every(({ id }) => watchers.some((each) => each.id === id)),
  };
}

const scopes = ["add_issues", "view_issues", "view_project"];
const extraScopes = [
  "add_issue_watchers",
  "manage_subtasks",
  "set_issues_private",
  "set_own_issues_private",
  "view_issue_watchers",
  "view_members",
];

const newIssueFields = {
  subject,
  description: longText.nullable().optional(),
  ...issueFields,
  watcher_ids: z.array(nameOrId).max(100).optional(),
  template: templateInput,
};

const subtask = z.strictObject({ ...newIssueFields, tracker_id: nameOrId.optional() });

export const createIssue = defineTool({
  name: "create_issue",
  title: "Create issue",
  description: "Creates an issue. Ids may be names, people also me; get_project lists fields and values.",
  access: "write",
  toolset: "core",
  scopes,
  extraScopes,
  plugins: {
    tags: { parameters: ["tags"], extraScopes: tagWriteScopes },
    templates: { parameters: ["template"], extraScopes: templateScopes },
  },
  parameters: z.object({
    project_id: nameOrId,
    tracker_id: nameOrId,
    ...newIssueFields,
    subtasks: z
      .array(z.record(z.string(), z.unknown()).pipe(subtask))
      .max(49)
      .optional()
      .describe("[{subject, …}] with fields as above"),
    confirm: confirm.optional(),
  }),
  execute: async ({ subtasks = [], confirm: answer, ...args }, context) => {
    const { redmine, quote, settings, canAsk } = context;
    refuseOff(subtasks, settings);
    const project = await resolveProject(args.project_id, redmine);
    await refuseClosed(project, redmine);
    const count = subtasks.length + 1;
    confirmMany(count, `Create ${count} issues in project ${project.identifier}?`, `${count} issues`, {
      canAsk,
      confirm: answer,
    });

    const ids = new Set<number>();
    const { issue, ignored, nameOf, why, despite } = await createOne(args, project, context, ids);
    const rows = await runBatch({
      items: subtasks,
      nameOf: ({ subject: title }) => `“${line(title, 80)}”`,
      run: async (fields) => {
        const input = { ...fields, tracker_id: fields.tracker_id ?? args.tracker_id, parent_id: issue.id };
        const subtask = await createOne(input, project, context, ids);
        return {
          text: [`#${subtask.issue.id}`, subtask.despite, ...subtask.ignored, subtask.why].filter(Boolean).join("; "),
          done: true,
        };
      },
      situation: { access: "write", scopes, extraScopes, granted: redmine.scopes },
    });
    const createdCount = rows.filter(({ done }) => done).length;

    return [
      `${despite || `Created issue #${issue.id}:`} ${settings.redminePublicUrl}/issues/${issue.id}`,
      rows.length > 0 && `${createdCount} of ${rows.length} subtasks were created.`,
      quote([issueHead(issue, nameOf, 4_000), ...described(issue), ...ignored, ...subtaskRows(rows)].join("\n")),
      why,
      publicForLackOfScopes(issue, redmine),
    ]
      .filter(Boolean)
      .join("\n");
  },
});

/** Parameters of a toolset that is off are unknown in a subtask as they are above it. */
function refuseOff(subtasks: readonly z.output<typeof subtask>[], { toolsets = [] }: ToolSettings): void {
  for (const [name, toolset] of [
    ["tags", "tags"],
    ["template", "templates"],
  ] as const) {
    if (toolsets.includes(toolset) || subtasks.every((each) => each[name] === undefined)) continue;
    throw new ToolRefusal(`subtasks: there is no parameter ${name}. Nothing was created.`);
  }
}

function subtaskRows(rows: readonly BatchRow[]): string[] {
  return rows.length > 0 ? ["Subtasks:", ...rows.map(({ text }) => `- ${text}`)] : [];
}

/** In Redmine 7.0 a tracker's issues may be private by default, but not those of a sign-in without these permissions. */
function publicForLackOfScopes({ is_private }: Issue, { scopes: granted }: RedmineReader): string | false {
  const lacks = granted && !granted.has("set_issues_private") && !granted.has("set_own_issues_private");
  return (
    lacks === true &&
    is_private !== true &&
    "The issue is public, even if its tracker is private by default: this sign-in lacks set_issues_private."
  );
}

/** The beginning of the description as Redmine saved it. */
function described({ description }: Issue): string[] {
  return description ? [`Description: ${line(description, 200)}`] : [];
}

type OneInput = z.output<typeof subtask> & { tracker_id: string | number };

/** Resolves and checks the fields, creates the issue and reads it back. */
async function createOne(
  input: OneInput,
  project: Project,
  { redmine, now }: ToolContext<RedmineWriter>,
  made: Set<number>,
) {
  const tracker = await choose(trackersOf(project), input.tracker_id, redmine);
  const args = await filledIn(input, project, tracker, redmine);
  if (args.is_private) {
    await refuseIfPublic("issue", ["set_issues_private", "set_own_issues_private"], project, redmine);
  }
  const changes = await newIssueChanges(args, { project, tracker, before: undefined, redmine, now });

  const what = `issues in ${line(project.name)}`;
  const { created, despite } = await redmine
    .post(path`issues.json`, { issue: issueJson(changes) }, { what, schema: issueAnswer })
    .then(
      (answer) => ({ created: answer.issue, despite: "" }),
      (error: unknown) =>
        afterError(error, { project, tracker, redmine, changes }, { subject: args.subject, sentAt: now, others: made }),
    );
  made.add(created.id);
  const issue = (await readBack(created.id, "watchers,allowed_statuses", redmine)) ?? created;

  const nameOf = await formNames(args.custom_fields === undefined ? [] : [{ project, tracker }], redmine, changes);
  const states = fieldStates(issue, nameOf);
  const missing = changes.filter((each) => !each.holds(issue));
  const ignored = missing.map(
    ({ key, label, text }) => `NOT as requested: ${label} is ${states.get(key)?.text ?? "none"}, not ${text}`,
  );
  // the issue exists: a reason that cannot be found must not make it an error
  const why = missing.length > 0 ? await whyIgnored(missing, issue, true, redmine).catch(() => "") : "";
  return { issue, ignored, nameOf, why, despite };
}

/** The issue that is there although Redmine answered with an error. */
async function afterError(
  error: unknown,
  context: WriteContext & { project: Project },
  attempt: Omit<Attempt, "project">,
): Promise<{ created: Issue; despite: string }> {
  const { project, redmine } = context;
  const { id, sentence } = await issueDespite(error, { ...attempt, project }, redmine).catch((reason: unknown) =>
    explainInvalid(reason, context),
  );
  const created = await readBack(id, "watchers,allowed_statuses", redmine);
  if (!created) throw new ToolRefusal(sentence);
  return { created, despite: sentence };
}

/** Redmine would answer that project, tracker and status cannot be blank. */
async function refuseClosed({ id, name }: Project, redmine: RedmineReader): Promise<void> {
  const project = (await projectsById([id], redmine)).get(id);
  if (project?.status !== projectClosed) return;
  throw new ToolRefusal(`Project ${foreign(name)} is closed: nothing can be created there until somebody reopens it.`);
}

const projectClosed = 5;
