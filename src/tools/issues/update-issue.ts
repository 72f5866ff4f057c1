import { z } from "zod";
import { fieldStates } from "../../format/field-states.ts";
import type { RedmineWriter } from "../../redmine/client.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { choose, entries } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject, trackersOf } from "../../redmine/projects.ts";
import type { Named } from "../../redmine/values.ts";
import { batchResult, confirmMany, runBatch } from "../batch.ts";
import { confirm } from "../confirm.ts";
import { issueNumber, nameOrId, yesNo } from "../input.ts";
import { tagWriteScopes } from "../plugins/tags.ts";
import { defineTool, type ToolContext, ToolRefusal } from "../tool.ts";
import { sendAndRead } from "../write-result.ts";
import { changeTo, issueJson, type RequestedChange } from "./change.ts";
import { issueFields, longText, subject } from "./input.ts";
import { lossesOf, lossRefusal } from "./losses.ts";
import { allOrRefuse, requestedChanges, statusChange } from "./resolve-changes.ts";
import { outcomeRow, tellOutcome, type UpdateOutcome, updateOutcome } from "./verify-changes.ts";
import { explainInvalid, formNames, readBack, refuseIfPublic } from "./write-errors.ts";

const input = z.object({
  issue_id: issueNumber,
  notes: longText.optional().describe("comment to add"),
  private_notes: yesNo.optional(),
  project_id: nameOrId.optional(),
  tracker_id: nameOrId.optional(),
  subject: subject.optional(),
  description: longText.nullable().optional().describe("replaces it"),
  ...issueFields,
  accept_loss: yesNo.optional().describe("after a refusal"),
  more_issue_ids: z.array(issueNumber).max(49).optional().describe("issues that get the same change"),
  confirm: confirm.optional(),
});

type Input = z.output<typeof input>;

const scopes = ["view_issues", "edit_issues"];
const extraScopes = [
  "add_issue_notes",
  "edit_own_issues",
  "manage_subtasks",
  "set_issues_private",
  "set_notes_private",
  "set_own_issues_private",
  "view_members",
  "view_private_notes",
  "view_project",
];

export const updateIssue = defineTool({
  name: "update_issue",
  title: "Change issue",
  description: 'Changes only what is given; "" empties a field; ids may be names, people also me.',
  access: "write",
  toolset: "core",
  scopes,
  extraScopes,
  plugins: { tags: { parameters: ["tags"], extraScopes: tagWriteScopes } },
  parameters: input,
  execute: async (args, context) => {
    const { redmine, quote, canAsk } = context;
    const ids = [...new Set([args.issue_id, ...(args.more_issue_ids ?? [])])];
    if (ids.length === 1) {
      const outcome = await updateOne(args.issue_id, args, context);
      return typeof outcome === "string" ? outcome : tellOutcome(outcome, quote);
    }

    const numbers = ids.map((id) => `#${id}`).join(", ");
    confirmMany(ids.length, `Change ${ids.length} issues (${numbers})?`, `${ids.length} issues`, {
      canAsk,
      confirm: args.confirm,
    });
    const rows = await runBatch({
      items: ids,
      nameOf: (id) => `#${id}`,
      run: async (id) => {
        const outcome = await updateOne(id, args, { ...context, quote: (lines) => lines });
        return typeof outcome === "string" ? { text: outcome, done: true } : outcomeRow(outcome);
      },
      situation: { access: "write", scopes, extraScopes, granted: redmine.scopes },
    });
    return batchResult(rows, "issues", "changed", quote);
  },
});

/** Reads the issue, resolves and checks the changes, writes and reads back. A string where nothing had to be written. */
async function updateOne(
  id: number,
  args: Input,
  { redmine, quote, now }: ToolContext<RedmineWriter>,
): Promise<string | UpdateOutcome> {
  const { private_notes = false } = args;
  const notes = args.notes?.trim() ? args.notes : undefined;
  const { issue: before } = await redmine.get(path`issues/${id}.json`, issueAnswer, {
    what: `issue #${id}`,
    query: included([
      args.status_id !== undefined && "allowed_statuses",
      args.project_id !== undefined && "children,relations",
    ]),
  });
  if (private_notes) {
    if (!notes) throw new ToolRefusal("private_notes needs a note: give notes too. Nothing was changed.");
    await refuseIfPublic("note", ["set_notes_private"], before.project, redmine);
  }

  const target = await targetOf(args, before, redmine);
  const changes = await changesOf(args, before, target, redmine, now);
  const open = changes.filter((each) => !each.holds(before, true));
  if (open.length === 0 && !notes) {
    return changes.length > 0
      ? `Issue #${id} is like that already: nothing was changed.`
      : "Nothing to change was given: name fields or notes.";
  }

  const moves = target.project.id !== before.project.id || target.tracker.id !== before.tracker.id;
  const places = moves ? [before, target] : [before];
  const nameOf = await formNames(args.custom_fields !== undefined || moves ? places : [], redmine, changes);
  if (moves && !args.accept_loss) {
    const losses = await lossesOf({ before, states: fieldStates(before, nameOf), ...target, changes }, redmine);
    const subtasks = target.project.id === before.project.id ? 0 : (before.children?.length ?? 0);
    if (losses.length > 0) throw lossRefusal(id, losses, subtasks, quote(losses.join("\n")));
  }

  const json = { ...issueJson(open), ...(notes && { notes, ...(private_notes && { private_notes }) }) };
  const put = redmine.put(path`issues/${id}.json`, { issue: json }, { what: `issue #${id}` });
  const flows = changes.some(({ key }) => key === "status_id" || key === "tracker_id");
  const { include = "" } = included([notes !== undefined && "journals", flows && "allowed_statuses"]);
  const status = changes.find(({ key }) => key === "status_id")?.text;
  const explain = (reason: unknown) => explainInvalid(reason, { ...target, redmine, issue: before, status, changes });
  const { after, error } = await sendAndRead(put, () => readBack(id, include, redmine)).catch(explain);
  if (!after) {
    return `Redmine accepted the change of issue #${id}, but it cannot be read any more: it may be out of this user's sight.`;
  }
  const note = notes === undefined ? undefined : { text: notes, isPrivate: private_notes };
  return updateOutcome({ before, after, changes, note, nameOf, redmine, error }).catch(explain);
}

/** What an answer has to hold beside the issue: nothing that this call does not compare or show. */
function included(parts: readonly (string | false)[]): { include?: string } {
  const include = parts.filter((part) => part !== false).join(",");
  return include === "" ? {} : { include };
}

interface Target {
  project: Named;
  tracker: Named;
}

/** Where the issue will be. Redmine takes the first tracker of a project that does not use the issue's own. */
async function targetOf({ project_id, tracker_id }: Input, before: Issue, redmine: RedmineWriter): Promise<Target> {
  const project = project_id === undefined ? before.project : await resolveProject(project_id, redmine);
  if (tracker_id !== undefined) return { project, tracker: await choose(trackersOf(project), tracker_id, redmine) };
  if (project.id === before.project.id) return { project, tracker: before.tracker };
  const projectTrackers = await entries(trackersOf(project), redmine);
  return {
    project,
    tracker: projectTrackers.find(({ id }) => id === before.tracker.id) ?? projectTrackers[0] ?? before.tracker,
  };
}

async function changesOf(
  args: Input,
  before: Issue,
  { project, tracker }: Target,
  redmine: RedmineWriter,
  now: Date,
): Promise<RequestedChange[]> {
  const stays = project.id === before.project.id && tracker.id === before.tracker.id;
  const allowed = stays ? before.allowed_statuses : undefined; // another tracker or project has another workflow

  return allOrRefuse(
    [
      ...(args.project_id === undefined ? [] : [Promise.resolve(changeTo.reference("project", project))]),
      ...(args.tracker_id === undefined ? [] : [Promise.resolve(changeTo.reference("tracker", tracker))]),
      ...(args.status_id === undefined ? [] : [statusChange(args.status_id, before, allowed, redmine)]),
      ...requestedChanges(args, { project, tracker, before, redmine, now }),
    ],
    "Nothing was changed.",
  );
}
