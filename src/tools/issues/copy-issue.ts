import { z } from "zod";
import { fieldStates } from "../../format/field-states.ts";
import { issueHead } from "../../format/issue-head.ts";
import type { RedmineReader, RedmineWriter } from "../../redmine/client.ts";
import { type Child, type Issue, issueAnswer } from "../../redmine/issues.ts";
import { choose, entries } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { type Project, resolveProject, trackersOf } from "../../redmine/projects.ts";
import type { Named } from "../../redmine/values.ts";
import { type Attempt, issueDespite } from "../created-despite.ts";
import { issueNumber, nameOrId, yesNo } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { difference } from "../write-result.ts";
import { changeTo, issueJson, type RequestedChange } from "./change.ts";
import { issueFields, longText, subject } from "./input.ts";
import { allOrRefuse, requestedChanges, statusChange } from "./resolve-changes.ts";
import { whyIgnored } from "./why-ignored.ts";
import { explainInvalid, formNames, readBack } from "./write-errors.ts";

const overrides = z.strictObject({
  tracker_id: nameOrId.optional(),
  subject: subject.optional(),
  description: longText.nullable().optional(),
  ...issueFields,
});

const include = "children,attachments,watchers,relations";

export const copyIssue = defineTool({
  name: "copy_issue",
  title: "Copy issue",
  description: "Copies an issue.",
  access: "write",
  toolset: "issues",
  scopes: ["view_issues", "add_issues", "copy_issues", "view_project"],
  extraScopes: ["add_issue_watchers", "manage_subtasks", "view_issue_watchers", "view_members"],
  parameters: z.object({
    issue_id: issueNumber,
    project_id: nameOrId.optional(),
    fields: z.record(z.string(), z.unknown()).pipe(overrides).optional().describe("as in create_issue"),
    subtasks: yesNo.default(false),
    attachments: yesNo.default(true),
    watchers: yesNo.default(false),
    link: yesNo.default(true),
  }),
  execute: async ({ issue_id: id, project_id, fields = {}, ...parts }, { redmine, quote, settings, now }) => {
    const what = `issue #${id}`;
    const { issue: source } = await redmine.get(path`issues/${id}.json`, issueAnswer, { what, query: { include } });
    const project = await resolveProject(project_id ?? source.project.id, redmine);
    const tracker = await trackerIn(project, fields.tracker_id, source, redmine);
    const moves = project.id !== source.project.id;
    const context = { project, tracker, before: undefined, redmine, now };
    const { status_id, tracker_id: _, ...others } = fields;
    // a parent in another project is refused where Redmine keeps subtasks within their project
    const parent = moves && source.parent && others.parent_id === undefined ? { parent_id: "" as const } : {};
    const changes = await allOrRefuse(
      [
        Promise.resolve(changeTo.reference("project", project)),
        Promise.resolve(changeTo.reference("tracker", tracker)),
        ...(status_id === undefined ? [] : [statusChange(status_id, undefined, undefined, redmine)]),
        ...requestedChanges({ ...others, ...parent }, context),
      ],
      "Nothing was copied.",
    );

    const attempt = { subject: fields.subject ?? source.subject, sentAt: now };
    const created = await create({ source, changes, project, tracker, parts, attempt }, redmine);
    const copy = await readBack(created.id, include, redmine);
    const address = `${settings.redminePublicUrl}/issues/${created.id}`;
    if (!copy && created.sentence) throw new ToolRefusal(created.sentence);
    if (!copy) return `Copied issue #${id} to #${created.id}, which cannot be read back: look at it first. ${address}`;
    const nameOf = await formNames([{ project, tracker }], redmine);
    const states = fieldStates(copy, nameOf);
    const checked = changes.map((each) => ({ ...each, saved: each.holds(copy) }));
    const { rows, ignored } = difference(checked, fieldStates(source, nameOf), states);
    const why = ignored.length > 0 ? await whyIgnored(ignored, copy, true, redmine).catch(() => "") : "";
    const differs = rows.filter((row) => !row.endsWith(" already"));
    return [
      created.sentence ? `${created.sentence} ${address}` : `Copied issue #${id} to #${copy.id}: ${address}`,
      ignored.length > 0 && "NOT all of it is as requested.",
      ...partsCopied(source, copy, parts, redmine.userId),
      quote([issueHead(copy, nameOf, 4_000), ...differs].join("\n")),
      why,
    ]
      .filter(Boolean)
      .join("\n");
  },
});

interface Parts {
  subtasks: boolean;
  attachments: boolean;
  watchers: boolean;
  link: boolean;
}

interface Copying {
  source: Issue;
  changes: readonly RequestedChange[];
  project: Project;
  tracker: Named;
  parts: Parts;
  attempt: Omit<Attempt, "project">;
}

/** By Redmine's own copying, which needs copy_issues in the project of the source. */
async function create(
  { source, changes, project, tracker, parts, attempt }: Copying,
  redmine: RedmineWriter,
): Promise<{ id: number; sentence: string }> {
  const { subtasks, attachments, watchers, link } = parts;
  const body = {
    copy_from: source.id,
    ...(link && { link_copy: "1" }),
    ...(attachments && { copy_attachments: "1" }),
    ...(subtasks && { copy_subtasks: "1" }),
    issue: { ...issueJson(changes), ...(!watchers && { watcher_user_ids: [] }) },
  };
  const what = `the copy of issue #${source.id}`;
  return redmine
    .post(path`projects/${project.id}/issues.json`, body, { what, schema: issueAnswer })
    .then(
      ({ issue }) => ({ id: issue.id, sentence: "" }),
      (error: unknown) => issueDespite(error, { ...attempt, project }, redmine),
    )
    .catch((error: unknown) => explainInvalid(error, { project, tracker, redmine, changes }));
}

/** The source's own, where the project has it. */
async function trackerIn(
  project: Project,
  input: string | number | undefined,
  source: Issue,
  redmine: RedmineReader,
): Promise<Named> {
  if (input !== undefined) return choose(trackersOf(project), input, redmine);
  const projectTrackers = await entries(trackersOf(project), redmine);
  const sameTracker = projectTrackers.find(({ id }) => id === source.tracker.id);
  if (sameTracker || projectTrackers.length === 0) return sameTracker ?? source.tracker;
  throw new ToolRefusal(
    "The project does not use this issue's tracker: give fields with a tracker_id. Nothing was copied.",
  );
}

/** What came along and what did not, of what was asked for. */
function partsCopied(
  source: Issue,
  copy: Issue,
  { subtasks, attachments, watchers, link }: Parts,
  userId: number,
): string[] {
  const below = [countOf(source.children), countOf(copy.children)] as const;
  const files = [source.attachments?.length ?? 0, copy.attachments?.length ?? 0] as const;
  const watching = source.watchers?.filter(({ id }) => id !== userId) ?? []; // who copies may watch the copy anyway
  const stillWatching = watching.filter(({ id }) => copy.watchers?.some((each) => each.id === id));
  const isLinked = copy.relations?.some(
    ({ relation_type, issue_id }) => relation_type === "copied_to" && issue_id === source.id,
  );
  const rows = [
    outcome("subtasks", subtasks, below),
    outcome("files", attachments, files),
    copy.watchers && outcome("other watchers", watchers, [watching.length, stillWatching.length]),
    link && !isLinked && "It is NOT linked to the issue: Redmine's settings may forbid that.",
    !link && isLinked && "It is linked to the issue, although that was not asked for: Redmine's settings say so.",
  ];
  return rows.filter((row) => typeof row === "string");
}

function outcome(what: string, isWanted: boolean, [had, has]: readonly [number, number]): string | undefined {
  if (had === 0) return undefined;
  if (isWanted && has < had)
    return `Only ${has} of ${had} ${what} came along: Redmine copies what the user may see and add.`;
  if (isWanted) return `With its ${had} ${what}.`;
  return has >= had ? `Its ${what} came along, although that was not asked for.` : `Without its ${had} ${what}.`;
}

function countOf(children: readonly Child[] = []): number {
  return children.reduce((sum, { children: below }) => sum + 1 + countOf(below ?? []), 0);
}
