import { type Caller, isAdmin, rolesIn } from "../access/permissions.ts";
import type { Issue, Project, Status } from "../records.ts";
import type { Sample } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { projectOf } from "../web/refs.ts";
import { ancestorsOf, descendantsOf } from "./tree.ts";

/** Statuses the caller may give an issue: by the workflow of their roles, none that closes a parent with open children. */
export function allowedStatuses(sample: Sample, caller: Caller, issue: Issue): Status[] {
  const { state } = sample;
  const reachable = transitions(sample, caller, issue);
  const ids = new Set(reachable.length > 0 ? [...reachable, issue.status_id] : []);
  const closed = (other: Issue) => state.statuses.get(other.status_id)?.is_closed === true;

  const blocked = state.relations.all().some((relation) => {
    const blocker = state.issues.get(relation.issue_from_id);
    return (
      relation.relation_type === "blocks" &&
      relation.issue_to_id === issue.id &&
      blocker !== undefined &&
      !closed(blocker)
    );
  });
  const closable = !blocked && descendantsOf(state, issue).every(closed);
  const reopenable = !ancestorsOf(state, issue).some(closed);
  return state.statuses.where(
    (status) => ids.has(status.id) && (closable || !status.is_closed) && (reopenable || status.is_closed),
  );
}

function transitions(sample: Sample, caller: Caller, issue: Issue): number[] {
  const { state } = sample;
  // An administrator works with the transitions of every role.
  const roles = isAdmin(caller) ? state.roles.all() : rolesIn(sample, caller, projectOf(state, issue)).roles;
  const ids = new Set(roles.map(({ id }) => id));
  return state.workflows.filter((row) => ids.has(row.role_id) && row.from === issue.status_id).flatMap(({ to }) => to);
}

/** Statuses a new issue may have: usually only its tracker's default. */
export function initialStatuses(ask: Ask, issue: Issue, project: Project): Status[] {
  const { state } = ask.sample;
  const roles = rolesIn(ask.sample, ask.caller, project).roles.map(({ id }) => id);
  const ids = state.workflows.filter((row) => roles.includes(row.role_id) && row.from === 0).flatMap(({ to }) => to);
  const tracker = state.trackers.get(issue.tracker_id);
  return state.statuses.where(({ id }) => (ids.length > 0 ? ids.includes(id) : id === tracker?.default_status_id));
}
