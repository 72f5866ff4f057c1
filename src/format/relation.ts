import type { IssueRelation } from "../redmine/schemas/issue.ts";
import { line } from "./clean.ts";

const forward: Readonly<Record<string, string>> = {
  relates: "relates to",
  duplicates: "duplicates",
  blocks: "blocks",
  precedes: "precedes",
  copied_to: "copied to",
};

const backward: Readonly<Record<string, string>> = {
  relates: "relates to",
  duplicates: "duplicated by",
  blocks: "blocked by",
  precedes: "follows",
  copied_to: "copied from",
};

/** "blocks #2", "follows #3 (2 days)": from the side of the issue `id`. */
export function relationInWords(relation: IssueRelation, id: number): string {
  const { issue_id, issue_to_id, relation_type, delay } = relation;
  const from = issue_id === id;
  const words = (from ? forward : backward)[relation_type] ?? line(relation_type, 30);
  return `${words} #${from ? issue_to_id : issue_id}${delay ? ` (${delay} days)` : ""}`;
}
