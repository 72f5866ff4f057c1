import { z } from "zod";
import type { RedmineWriter } from "../../redmine/client.ts";
import { type Issue, issueAnswer } from "../../redmine/issues.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject, trackersOf } from "../../redmine/projects.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { issueJson, type Wanted, wantedReference } from "./change.ts";
import { issueFields, issueNumber, longText, subject } from "./input.ts";
import { allOrRefuse, wantedFields, wantedStatus } from "./resolve-changes.ts";
import { updateResult } from "./verify-changes.ts";
import { explainInvalid, formNames, readBack, refuseIfPublic } from "./write-errors.ts";

const input = z.object({
  issue_id: issueNumber,
  notes: longText.optional().describe("comment to add"),
  private_notes: z.boolean().optional(),
  project_id: nameOrId.optional(),
  tracker_id: nameOrId.optional(),
  subject: subject.optional(),
  description: longText.nullable().optional().describe("replaces all of it"),
  ...issueFields,
});

type Given = z.output<typeof input>;

export const updateIssue = defineTool({
  name: "update_issue",
  title: "Change an issue",
  description:
    'Changes only what is given; "" empties a field; ids may be names, people also me. Says what Redmine really did.',
  access: "write",
  toolset: "core",
  scopes: ["view_issues", "edit_issues"],
  extraScopes: [
    "add_issue_notes",
    "edit_own_issues",
    "manage_subtasks",
    "set_issues_private",
    "set_notes_private",
    "set_own_issues_private",
    "view_members",
    "view_private_notes",
    "view_project",
  ],
  parameters: input,
  execute: async (given, { redmine, quote, now }) => {
    const { issue_id: id, notes, private_notes = false } = given;
    const { issue: before } = await redmine.get(path`issues/${id}.json`, issueAnswer, {
      what: `issue #${id}`,
      query: { include: "allowed_statuses" },
    });
    if (private_notes) {
      if (!notes?.trim()) throw new ToolRefusal("private_notes needs a note: give notes too. Nothing was changed.");
      await refuseIfPublic("note", ["set_notes_private"], before.project, redmine);
    }

    const wanted = await wantedOf(given, before, redmine, now);
    const open = wanted.filter((each) => !each.holds(before));
    if (open.length === 0 && !notes?.trim()) {
      return wanted.length > 0
        ? `Issue #${id} is like that already: nothing was changed.`
        : "Nothing to change was given: name fields or notes.";
    }

    const { project, tracker } = before;
    const json = { ...issueJson(open), ...(notes?.trim() && { notes, ...(private_notes && { private_notes }) }) };
    await redmine
      .put(path`issues/${id}.json`, { issue: json }, { what: `issue #${id}` })
      .catch((error: unknown) => explainInvalid(error, { project, tracker, redmine }));

    const after = await readBack(id, notes?.trim() ? "journals,allowed_statuses" : "allowed_statuses", redmine);
    if (!after)
      return `Redmine accepted the change of issue #${id}, but it cannot be read any more: it may be out of this user's sight.`;
    const nameOf = await formNames(given.custom_fields !== undefined, project, tracker, redmine);
    return updateResult({
      before,
      after,
      wanted,
      note: notes?.trim() ? { text: notes, isPrivate: private_notes } : undefined,
      nameOf,
      quote,
      redmine,
    });
  },
});

async function wantedOf(given: Given, before: Issue, redmine: RedmineWriter, now: Date): Promise<Wanted[]> {
  const project = given.project_id === undefined ? before.project : await resolveProject(given.project_id, redmine);
  const tracker =
    given.tracker_id === undefined ? before.tracker : await choose(trackersOf(project), given.tracker_id, redmine);
  const stays = project.id === before.project.id && tracker.id === before.tracker.id;
  const allowed = stays ? before.allowed_statuses : undefined; // another tracker or project has another workflow

  return allOrRefuse(
    [
      ...(given.project_id === undefined ? [] : [Promise.resolve(wantedReference("project", project))]),
      ...(given.tracker_id === undefined ? [] : [Promise.resolve(wantedReference("tracker", tracker))]),
      ...(given.status_id === undefined ? [] : [wantedStatus(given.status_id, before, allowed, redmine)]),
      ...wantedFields(given, { project, tracker, before, redmine, now }),
    ],
    "Nothing was changed.",
  );
}
