import type { Issue } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, requireMay } from "../web/find.ts";
import { integer, isParams, list } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { denied, noContent, Refused } from "../web/reply.ts";
import { issueInPath } from "./show.ts";
import { issueVisible } from "./visible.ts";

/** POST /issues/:id/watchers.json: who does not exist or cannot see the issue is left out without a word. */
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
