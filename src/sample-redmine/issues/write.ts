import { attach, readUploads } from "../attachments/files.ts";
import { today } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { projectInParams, requireMay, requireMayIn } from "../web/find.ts";
import { objectIn } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { empty, json, noContent, notInTheSample, unprocessable } from "../web/reply.ts";
import { assign, assignable } from "./assign.ts";
import { copyOf, copyRest } from "./copy.ts";
import { type Draft, draftOf, mayDelete, newDraft } from "./draft.ts";
import { detail } from "./journal.ts";
import { issueJson } from "./render.ts";
import { noteChild, rollUp, saveChange, saveNew } from "./save.ts";
import { issueInPath } from "./show.ts";
import { descendantsOf } from "./tree.ts";
import { issueErrors } from "./validate.ts";

/** POST /issues.json */
export function createIssue(ask: Ask): Response {
  const { sample, caller, params } = ask;
  const project = projectInParams(ask);
  requireMayIn(ask, project, "add_issues", "copy_issues");

  const requested = objectIn(params, "issue");
  const copying = params.copy_from === undefined ? undefined : copyOf(ask, project, requested, today(sample));
  const attributes = copying?.attributes ?? requested;
  const draft = copying?.draft ?? newDraft(ask, today(sample), project);
  assign(ask, draft, attributes);
  requireMayIn(ask, draft.project, "add_issues");

  const uploads = readUploads(ask, attributes.uploads);
  takeCategorysAssignee(ask, draft);
  const errors = [...uploads.errors, ...issueErrors(ask, draft)];
  if (errors.length > 0) return unprocessable(errors);

  const issue = saveNew(sample, caller, draft);
  attach(uploads.files, { type: "issue", id: issue.id });
  if (copying) copyRest(ask, copying, issue, today(sample));
  const location = `${sample.baseUrl}/issues/${issue.id}`;
  // Hours are shown only where the request named the project outside the issue.
  return json({ issue: issueJson(sample, caller, issue, { hours: project !== undefined }) }, 201, { location });
}

/** A new issue that nobody has goes to who answers for its category. */
function takeCategorysAssignee(ask: Ask, draft: Draft): void {
  const owner = ask.sample.state.categories.get(draft.issue.category_id)?.assigned_to_id ?? null;
  if (draft.issue.assigned_to_id !== null || owner === null) return;
  if (assignable(ask, draft).includes(owner)) draft.issue.assigned_to_id = owner;
}

/** PUT /issues/:id.json: 204, whether or not anything was taken over. */
export function updateIssue(ask: Ask, id: string): Response {
  const { sample, caller, params } = ask;
  if (params.time_entry !== undefined) return notInTheSample("logging time with a change of an issue.");
  const issue = issueInPath(ask, id);
  const project = projectOf(sample.state, issue);
  requireMay(ask, project, "edit_issues", "edit_own_issues", "add_issue_notes");

  const attributes = objectIn(params, "issue");
  if (attributes.deleted_attachment_ids !== undefined) return notInTheSample("deleted_attachment_ids.");
  const draft = draftOf(issue, project);
  assign(ask, draft, attributes);
  const uploads = readUploads(ask, attributes.uploads);
  const errors = [...uploads.errors, ...issueErrors(ask, draft)];
  if (errors.length > 0 || draft.staleLock) return unprocessable(errors);

  const files = attach(uploads.files, { type: "issue", id: issue.id });
  const details = files.map((file) => detail("attachment", file.id, null, file.filename));
  saveChange(sample, caller, draft, details);
  return noContent();
}

/** DELETE /issues/:id.json takes the issues below and their time entries with it, without asking. */
export function deleteIssue(ask: Ask, id: string): Response {
  const { sample } = ask;
  const { state } = sample;
  const issue = issueInPath(ask, id);
  const project = projectOf(state, issue);
  requireMay(ask, project, "delete_issues");
  if (!mayDelete(ask, project)) return empty(403);

  for (const { id: gone } of [issue, ...descendantsOf(state, issue)]) {
    state.issues.delete(gone);
    state.journals.deleteWhere((row) => row.issue_id === gone);
    state.timeEntries.deleteWhere((row) => row.issue_id === gone);
    state.relations.deleteWhere((row) => row.issue_from_id === gone || row.issue_to_id === gone);
    state.attachments.deleteWhere(({ container }) => container?.type === "issue" && container.id === gone);
  }
  if (issue.parent_id !== null) noteChild(sample, ask.caller, issue.parent_id, issue.id, null);
  rollUp(sample, issue.parent_id);
  return noContent();
}
