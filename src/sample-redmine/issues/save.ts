import { type Caller, may } from "../access/permissions.ts";
import type { Issue, JournalDetail } from "../records.ts";
import { type Sample, timestamp } from "../sample.ts";
import type { State } from "../state.ts";
import { projectOf } from "../web/refs.ts";
import { anonymousId, type Draft } from "./draft.ts";
import { addJournal, changesBetween, detail } from "./journal.ts";
import { rescheduleFollowers } from "./schedule.ts";
import { childrenOf, descendantsOf } from "./tree.ts";

/** Stores a new issue: its author watches it if permitted, and its parents are recalculated. */
export function saveNew(sample: Sample, caller: Caller, draft: Draft): Issue {
  const { state } = sample;
  const at = timestamp(sample);
  const closed = state.statuses.get(draft.issue.status_id)?.is_closed === true;
  const issue = state.issues.add({ ...draft.issue, created_on: at, updated_on: at, closed_on: closed ? at : null });
  watch(sample, caller, issue);
  if (issue.parent_id !== null) noteChild(sample, caller, issue.parent_id, null, issue.id);
  rollUp(sample, issue.parent_id);
  return issue;
}

/** Stores a change with its history, closes duplicates, moves followers and recalculates the parents. */
export function saveChange(sample: Sample, caller: Caller, draft: Draft, files: JournalDetail[]): void {
  const { state } = sample;
  const { before, issue } = draft;
  if (!before) throw new Error("a change needs what was before");
  const old = structuredClone(before);
  const details = [...files, ...changesBetween(state, old, issue)];
  const isClosed = (statusId: number) => state.statuses.get(statusId)?.is_closed === true;
  const closing = isClosed(issue.status_id) && !isClosed(old.status_id);
  const userId = caller.user?.id ?? anonymousId;

  Object.assign(before, issue);
  const changed = details.length > 0 || JSON.stringify(old) !== JSON.stringify(before);
  if (changed) touch(sample, before);
  if (closing) before.closed_on = before.updated_on;
  const entry = { notes: draft.notes, privateNotes: draft.privateNotes, details, userId };
  if (closing) closeDuplicates(sample, caller, before, entry);
  if (old.start_date !== before.start_date || old.due_date !== before.due_date) {
    moveFollowers(sample, caller, before);
  }
  if (addJournal(sample, before, entry)) {
    before.lock_version += changed ? 0 : 1;
    watch(sample, caller, before);
  }
  if (old.parent_id !== before.parent_id) {
    if (old.parent_id !== null) noteChild(sample, caller, old.parent_id, before.id, null);
    if (before.parent_id !== null) noteChild(sample, caller, before.parent_id, null, before.id);
    rollUp(sample, old.parent_id);
  }
  rollUp(sample, before.parent_id);
}

/** Moves the issues that this one precedes, notes it in their history together with `alsoSay`, and returns their ids. */
export function moveFollowers(
  sample: Sample,
  caller: Caller,
  issue: Issue,
  alsoSay: Map<number, JournalDetail> = new Map(),
): Set<number> {
  const { state } = sample;
  const moved = new Set<number>();
  rescheduleFollowers(state, issue, (follower, old) => {
    touch(sample, follower);
    const also = alsoSay.get(follower.id);
    const details = [...changesBetween(state, old, follower), ...(also ? [also] : [])];
    addJournal(sample, follower, { details, userId: caller.user?.id ?? anonymousId });
    watch(sample, caller, follower);
    moved.add(follower.id);
  });
  return moved;
}

export function touch(sample: Sample, issue: Issue): void {
  issue.updated_on = timestamp(sample);
  issue.lock_version += 1;
}

/** Who creates or comments an issue watches it, if they may add watchers at all. */
export function watch(sample: Sample, caller: Caller, issue: Issue): void {
  const { user } = caller;
  if (!user || issue.watchers.includes(user.id)) return;
  if (may(sample, caller, "add_issue_watchers", projectOf(sample.state, issue))) issue.watchers.push(user.id);
}

export function noteChild(
  sample: Sample,
  caller: Caller,
  parentId: number,
  old: number | null,
  fresh: number | null,
): void {
  const parent = sample.state.issues.get(parentId);
  if (!parent) return;
  touch(sample, parent);
  addJournal(sample, parent, {
    details: [detail("attr", "child_id", old, fresh)],
    userId: caller.user?.id ?? anonymousId,
  });
}

function closeDuplicates(
  sample: Sample,
  caller: Caller,
  issue: Issue,
  entry: { notes: string | undefined; privateNotes: boolean; userId: number },
): void {
  const { state } = sample;
  const isClosed = (other: Issue) => state.statuses.get(other.status_id)?.is_closed === true;
  for (const relation of state.relations.where((row) => row.relation_type === "duplicates")) {
    const duplicate = relation.issue_to_id === issue.id ? state.issues.get(relation.issue_from_id) : undefined;
    if (!duplicate || isClosed(duplicate)) continue;
    const old = structuredClone(duplicate);
    duplicate.status_id = issue.status_id;
    touch(sample, duplicate);
    duplicate.closed_on = duplicate.updated_on;
    addJournal(sample, duplicate, { ...entry, details: changesBetween(state, old, duplicate) });
    watch(sample, caller, duplicate);
    closeDuplicates(sample, caller, duplicate, entry);
  }
}

/** A parent's priority, dates and progress come from its children. */
export function rollUp(sample: Sample, parentId: number | null): void {
  const { state } = sample;
  const parent = state.issues.get(parentId);
  if (!parent) return;
  const children = childrenOf(state, parent);
  const old = structuredClone(parent);
  if (children.length > 0) derive(state, parent, children);
  if (JSON.stringify(old) !== JSON.stringify(parent)) touch(sample, parent);
  rollUp(sample, parent.parent_id);
}

function derive(state: State, parent: Issue, children: Issue[]): void {
  const isClosed = (issue: Issue) => state.statuses.get(issue.status_id)?.is_closed === true;
  const open = children.filter((child) => !isClosed(child)).map(({ priority_id }) => priority_id);
  const usual = state.priorities.find((row) => row.is_default)?.id ?? parent.priority_id;
  parent.priority_id = open.length > 0 ? Math.max(...open) : usual;
  const days = (column: "start_date" | "due_date") => children.flatMap((child) => child[column] ?? []).sort();
  parent.start_date = days("start_date")[0] ?? null;
  parent.due_date = days("due_date").at(-1) ?? null;

  // Progress is weighed by estimates; a child without one counts as an average one.
  const estimate = (issue: Issue) =>
    [issue, ...descendantsOf(state, issue)].reduce((sum, { estimated_hours }) => sum + (estimated_hours ?? 0), 0);
  const estimates = children.map(estimate).filter((hours) => hours > 0);
  const average = estimates.length > 0 ? estimates.reduce((sum, hours) => sum + hours, 0) / estimates.length : 1;
  const done = children.reduce(
    (sum, child) => sum + (estimate(child) || average) * (isClosed(child) ? 100 : child.done_ratio),
    0,
  );
  parent.done_ratio = Math.floor(done / (average * children.length));
}
