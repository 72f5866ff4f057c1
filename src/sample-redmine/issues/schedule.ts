import type { Day, Issue } from "../records.ts";
import type { State } from "../state.ts";

const dayMs = 86_400_000;
const isWeekend = (ms: number) => [0, 6].includes(new Date(ms).getUTCDay());
const ms = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const day = (value: number): Day => new Date(value).toISOString().slice(0, 10);

function nextWorkingDay(from: number): number {
  return isWeekend(from) ? nextWorkingDay(from + dayMs) : from;
}

function addWorkingDays(from: Day, count: number): Day {
  let at = ms(from);
  for (let left = count; left > 0; ) {
    at += dayMs;
    if (!isWeekend(at)) left -= 1;
  }
  return day(nextWorkingDay(at));
}

function workingDays(from: Day, to: Day): number {
  let count = 0;
  for (let at = ms(from); at < ms(to); at += dayMs) if (!isWeekend(at)) count += 1;
  return count;
}

/** The first day an issue may start, because of those that precede it or its parents. */
export function soonestStart(state: State, issue: Issue): Day | undefined {
  const own = state.relations
    .where((relation) => relation.relation_type === "precedes" && relation.issue_to_id === issue.id)
    .flatMap(({ issue_from_id, delay }) => successorStart(state.issues.get(issue_from_id), delay ?? 0) ?? []);
  const parent = state.issues.get(issue.parent_id);
  const inherited = parent && soonestStart(state, parent);
  return [...own, ...(inherited ? [inherited] : [])].sort().at(-1);
}

function successorStart(predecessor: Issue | undefined, delay: number): Day | undefined {
  const end = predecessor?.due_date ?? predecessor?.start_date;
  return end ? addWorkingDays(end, 1 + delay) : undefined;
}

/** Moves the issues that follow this one, and those that follow them. Calls `moved` for each, with its previous state. */
export function rescheduleFollowers(state: State, issue: Issue, moved: (follower: Issue, old: Issue) => void): void {
  const following = state.relations.where((row) => row.relation_type === "precedes" && row.issue_from_id === issue.id);
  for (const { issue_to_id, delay } of following) {
    const follower = state.issues.get(issue_to_id);
    const start = successorStart(issue, delay ?? 0);
    if (follower && start && follower.start_date !== start) {
      const old = structuredClone(follower);
      const duration =
        follower.start_date && follower.due_date ? workingDays(follower.start_date, follower.due_date) : 0;
      follower.start_date = start;
      follower.due_date = addWorkingDays(start, duration);
      moved(follower, old);
      rescheduleFollowers(state, follower, moved);
    }
  }
}
