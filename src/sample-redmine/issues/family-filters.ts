import { type filtersOf, idsIn } from "../filters/query.ts";
import type { Issue } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { notInTheSample, Refused } from "../web/reply.ts";
import { ancestorsOf, childrenOf, descendantsOf } from "./tree.ts";

const refuse = (name: string, operator: string): never => {
  throw new Refused(notInTheSample(`the operator “${operator}” of the filter ${name}.`));
};

/** Filters by parent, child and relation. */
export function familyFilters({ sample: { state } }: Ask, { match }: ReturnType<typeof filtersOf<Issue>>): void {
  match("parent_id", "tree", "parent_issue", (issue, operator, expected) => {
    if (operator === "*") return issue.parent_id !== null;
    if (operator === "!*") return issue.parent_id === null;
    if (operator === "=") return issue.parent_id !== null && idsIn(expected).includes(issue.parent_id);
    return ancestorsOf(state, issue).some(({ id }) => idsIn(expected).includes(id));
  });
  match("child_id", "tree", "Subtasks", (issue, operator, expected) => {
    if (operator === "*") return childrenOf(state, issue).length > 0;
    if (operator === "!*") return childrenOf(state, issue).length === 0;
    const below = operator === "=" ? childrenOf(state, issue) : descendantsOf(state, issue);
    return below.some(({ id }) => idsIn(expected).includes(id));
  });

  for (const [name, type, direction] of relationFilters) {
    match(name, "relation", name, (issue, operator, expected) => {
      if (!["=", "!", "*", "!*"].includes(operator)) return refuse(name, operator);
      const related = state.relations.all().flatMap((relation) => {
        if (relation.relation_type !== type) return [];
        if (direction !== "inward" && relation.issue_from_id === issue.id) return [relation.issue_to_id];
        return direction !== "outward" && relation.issue_to_id === issue.id ? [relation.issue_from_id] : [];
      });
      const hit = operator.endsWith("*") ? related.length > 0 : related.some((id) => idsIn(expected).includes(id));
      return hit === !operator.startsWith("!");
    });
  }
}

/** A relation is stored one way; “blocked” is “blocks” seen from the other end. */
const relationFilters: [name: string, type: string, direction: "outward" | "inward" | "both"][] = [
  ["relates", "relates", "both"],
  ["duplicates", "duplicates", "outward"],
  ["duplicated", "duplicates", "inward"],
  ["blocks", "blocks", "outward"],
  ["blocked", "blocks", "inward"],
  ["precedes", "precedes", "outward"],
  ["follows", "precedes", "inward"],
  ["copied_to", "copied_to", "outward"],
  ["copied_from", "copied_to", "inward"],
];
