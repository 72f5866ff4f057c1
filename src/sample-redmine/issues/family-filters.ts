import type { Filter } from "../filters/query.ts";
import type { Issue } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { notInTheSample, Refused } from "../web/reply.ts";
import { ancestorsOf, childrenOf, descendantsOf } from "./tree.ts";

type Add = (name: string, filter: Filter<Issue>) => void;

const ids = (wanted: string[]) => (wanted[0] ?? "").match(/\d+/g)?.map(Number) ?? [];
const refuse = (name: string, operator: string): never => {
  throw new Refused(notInTheSample(`the operator “${operator}” of the filter ${name}.`));
};

/** Filters by parent, child and relation. */
export function familyFilters({ sample: { state } }: Ask, add: Add): void {
  add("parent_id", {
    type: "tree",
    label: "parent_issue",
    match(issue, operator, wanted) {
      if (operator === "*") return issue.parent_id !== null;
      if (operator === "!*") return issue.parent_id === null;
      if (operator === "=") return issue.parent_id !== null && ids(wanted).includes(issue.parent_id);
      return ancestorsOf(state, issue).some(({ id }) => ids(wanted).includes(id));
    },
  });
  add("child_id", {
    type: "tree",
    label: { named: "Subtasks" },
    match(issue, operator, wanted) {
      if (operator === "*") return childrenOf(state, issue).length > 0;
      if (operator === "!*") return childrenOf(state, issue).length === 0;
      const below = operator === "=" ? childrenOf(state, issue) : descendantsOf(state, issue);
      return below.some(({ id }) => ids(wanted).includes(id));
    },
  });

  for (const { name, type, outward, inward } of relationFilters) {
    add(name, {
      type: "relation",
      label: { named: name },
      match(issue, operator, wanted) {
        if (!["=", "!", "*", "!*"].includes(operator)) return refuse(name, operator);
        const related = state.relations.all().flatMap((relation) => {
          if (relation.relation_type !== type) return [];
          if (outward && relation.issue_from_id === issue.id) return [relation.issue_to_id];
          return inward && relation.issue_to_id === issue.id ? [relation.issue_from_id] : [];
        });
        const hit = operator.endsWith("*") ? related.length > 0 : related.some((id) => ids(wanted).includes(id));
        return hit === !operator.startsWith("!");
      },
    });
  }
}

/** A relation is stored one way; “blocked” is “blocks” seen from the other end. */
const relationFilters = [
  { name: "relates", type: "relates", outward: true, inward: true },
  { name: "duplicates", type: "duplicates", outward: true, inward: false },
  { name: "duplicated", type: "duplicates", outward: false, inward: true },
  { name: "blocks", type: "blocks", outward: true, inward: false },
  { name: "blocked", type: "blocks", outward: false, inward: true },
  { name: "precedes", type: "precedes", outward: true, inward: false },
  { name: "follows", type: "precedes", outward: false, inward: true },
  { name: "copied_to", type: "copied_to", outward: true, inward: false },
  { name: "copied_from", type: "copied_to", outward: false, inward: true },
];
