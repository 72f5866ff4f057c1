import { may } from "../access/permissions.ts";
import { timestamp } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, requireMay } from "../web/find.ts";
import { objectIn, text, yes } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { empty, noContent } from "../web/reply.ts";
import { issueVisible, journalVisible } from "./visible.ts";

/** PUT /journals/:id.json: a note that becomes blank and shows no change disappears. */
export function updateJournal(ask: Ask, id: string): Response {
  const { sample, caller, params } = ask;
  const { state } = sample;
  const journal = orNotFound(state.journals.get(Number(id)));
  const issue = orNotFound(state.issues.get(journal.issue_id));
  const byRole = { user: caller.user, scopes: undefined };
  const visible =
    issueVisible(sample, caller, issue, { byRole: true }) && journalVisible(sample, byRole, journal, issue);
  if (!visible) orNotFound(undefined);

  const project = projectOf(state, issue);
  requireMay(ask, project, "edit_issue_notes", "edit_own_issue_notes");
  const own = journal.user_id === caller.user?.id && may(sample, caller, "edit_own_issue_notes", project);
  if (!own && !may(sample, caller, "edit_issue_notes", project)) return empty(403);

  const values = objectIn(params, "journal");
  if (values.notes !== undefined) journal.notes = text(values.notes) ?? "";
  if (values.private_notes !== undefined && may(sample, caller, "set_notes_private", project)) {
    journal.private_notes = yes(values.private_notes);
  }
  journal.updated_on = timestamp(sample);
  journal.updated_by_id = caller.user?.id ?? null;
  if (!journal.notes && journal.details.length === 0) state.journals.delete(journal.id);
  return noContent();
}
