import { may } from "../access/permissions.ts";
import type { Issue } from "../records.ts";
import { timestamp } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, requireMay } from "../web/find.ts";
import { integer, isParams, list, objectIn, text, yes } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { denied, empty, noContent, Refused } from "../web/reply.ts";
import { issueInPath } from "./show.ts";
import { issueVisible, journalVisible } from "./visible.ts";

/** POST /issues/:id/watchers.json: users who do not exist or cannot see the issue are silently skipped. */
export function addWatchers(ask: Ask, id: string): Response {
  const { sample, params } = ask;
  const issue = watchable(ask, id);
  requireMay(ask, projectOf(sample.state, issue), "add_issue_watchers");
  const watcher = isParams(params.watcher) ? params.watcher : undefined; // only there several are taken
  const ids = (watcher ? [...list(watcher.user_ids), watcher.user_id] : [params.user_id])
    .map(integer)
    .sort((a, b) => a - b);
  for (const userId of ids) {
    if (canWatch(ask, issue, userId) && !issue.watchers.includes(userId)) issue.watchers.push(userId);
  }
  return noContent();
}

/** Here alone Redmine says 403 to an issue that does not exist. */
function watchable(ask: Ask, id: string): Issue {
  if (!ask.sample.state.issues.get(Number(id))) throw new Refused(denied(ask.sample.switches, ask.caller));
  return issueInPath(ask, id);
}

function canWatch({ sample }: Ask, issue: Issue, id: number): boolean {
  const user = sample.state.users.get(id);
  if (!user) return sample.state.groups.get(id) !== undefined;
  return !user.locked && issueVisible(sample, { user, scopes: undefined }, issue);
}

/** DELETE /issues/:id/watchers/:user_id.json */
export function removeWatcher(ask: Ask, id: string, userId: string): Response {
  const { state } = ask.sample;
  const issue = watchable(ask, id);
  requireMay(ask, projectOf(state, issue), "delete_issue_watchers");
  orNotFound(state.users.get(Number(userId)) ?? state.groups.get(Number(userId)));
  issue.watchers = issue.watchers.filter((watcher) => watcher !== Number(userId));
  return noContent();
}

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
