import type { Issue, IssueRelation } from "../redmine/issues.ts";
import { type CustomValue, valuesOf } from "../redmine/values.ts";
import { clean, line } from "./clean.ts";
import type { NameOf } from "./history.ts";
import { valueList } from "./text.ts";
import { hours } from "./units.ts";

/** An issue's fields by their labels, each value on one line; "none" where there is nothing. */
export function fieldsInWords(issue: Issue, nameOf: NameOf): ReadonlyMap<string, string> {
  const { project, tracker, status, priority, assigned_to, category, fixed_version, parent } = issue;
  return new Map([
    ["Project", line(project.name)],
    ["Tracker", line(tracker.name)],
    ["Subject", `“${line(issue.subject)}”`],
    ["Description", described(issue.description)],
    ["Status", line(status.name)],
    ["Priority", line(priority.name)],
    ["Assignee", line(assigned_to?.name ?? "none")],
    ["Category", line(category?.name ?? "none")],
    ["Version", line(fixed_version?.name ?? "none")],
    ["Parent", parent ? `#${parent.id}` : "none"],
    ["Start", issue.start_date ?? "none"],
    ["Due", issue.due_date ?? "none"],
    ["Done", `${issue.done_ratio ?? 0}%`],
    ["Estimated", issue.estimated_hours ? hours(issue.estimated_hours) : "none"],
    ["Private", issue.is_private ? "yes" : "no"],
    ...issue.custom_fields.map((field): [string, string] => [line(field.name, 80), custom(field, nameOf)]),
  ]);
}

/** A description is told by its length: whoever wrote it knows it, and nobody else asked. */
function described(text: string | null | undefined): string {
  const length = clean(text ?? "").trim().length;
  return length === 0 ? "none" : `${length} characters`;
}

function custom(field: CustomValue, nameOf: NameOf): string {
  const values = valuesOf(field).map((value) => nameOf(`field ${field.id}`, value) ?? value);
  return values.length > 0 ? line(valueList(values, field.multiple), 120) : "none";
}

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
