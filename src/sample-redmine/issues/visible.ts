import { type Caller, may } from "../access/permissions.ts";
import type { Issue, Journal, Role, User } from "../records.ts";
import type { Sample } from "../sample.ts";
import type { State } from "../state.ts";
import { projectOf } from "../web/refs.ts";

/** `byRole` as in lists, where Redmine leaves the token's scopes out. */
export function issueVisible(sample: Sample, caller: Caller, issue: Issue, how: { byRole?: boolean } = {}): boolean {
  const when = (role: Role) => roleSees(sample.state, role, caller.user, issue);
  return may(sample, caller, "view_issues", projectOf(sample.state, issue), { ...how, when });
}

function roleSees(state: State, role: Role, user: User | undefined, issue: Issue): boolean {
  if (!user) return !issue.is_private;
  if (role.issues_visibility === "all") return true;
  const own = issue.author_id === user.id || isOrBelongsTo(state, user, issue.assigned_to_id);
  return own || (role.issues_visibility === "default" && !issue.is_private);
}

export function isOrBelongsTo(state: State, user: User, principalId: number | null): boolean {
  return principalId !== null && (principalId === user.id || groupsOf(state, user).includes(principalId));
}

export const groupsOf = (state: State, user: User): number[] =>
  state.groups.where((group) => group.users.includes(user.id)).map(({ id }) => id);

export const visibleIssues = (sample: Sample, caller: Caller): Issue[] =>
  sample.state.issues.where((issue) => issueVisible(sample, caller, issue, { byRole: true }));

/** Private notes need a permission; one's own are always shown. */
export function journalVisible(sample: Sample, caller: Caller, journal: Journal, issue: Issue): boolean {
  if (!journal.private_notes || journal.user_id === caller.user?.id) return true;
  return may(sample, caller, "view_private_notes", projectOf(sample.state, issue));
}
