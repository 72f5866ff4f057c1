import type { IssueRelation } from "../redmine/issues.ts";
import { line } from "./clean.ts";

/** Redmine's types of relations, those of the other side included: the history uses both. */
export const relationWords: Readonly<Record<string, string>> = {
  relates: "relates to",
  duplicates: "duplicates",
  duplicated: "duplicated by",
  blocks: "blocks",
  blocked: "blocked by",
  precedes: "precedes",
  follows: "follows",
  copied_to: "copied to",
  copied_from: "copied from",
};

const otherSide: Readonly<Record<string, string>> = {
  duplicates: "duplicated",
  blocks: "blocked",
  precedes: "follows",
  copied_to: "copied_from",
};

/** "blocks #2", "follows #3 (2 days)": from the side of the issue `id`. */
export function relationInWords(relation: IssueRelation, id: number): string {
  const { issue_id, issue_to_id, relation_type, delay } = relation;
  const from = issue_id === id;
  const type = from ? relation_type : (otherSide[relation_type] ?? relation_type);
  const words = relationWords[type] ?? line(type, 30);
  return `${words} #${from ? issue_to_id : issue_id}${delay ? ` (${delay} days)` : ""}`;
}
