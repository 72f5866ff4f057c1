import type { Issue } from "../records.ts";
import type { State } from "../state.ts";

export const childrenOf = (state: State, issue: Issue): Issue[] =>
  state.issues.where((row) => row.parent_id === issue.id);

export function descendantsOf(state: State, issue: Issue): Issue[] {
  return childrenOf(state, issue).flatMap((child) => [child, ...descendantsOf(state, child)]);
}

export function ancestorsOf(state: State, issue: Issue): Issue[] {
  const parent = state.issues.get(issue.parent_id);
  return parent ? [parent, ...ancestorsOf(state, parent)] : [];
}
