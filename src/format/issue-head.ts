import type { Changeset, Child, Issue, IssueRelation } from "../redmine/issues.ts";
import { type CustomValue, valuesOf } from "../redmine/values.ts";
import { clean, line } from "./clean.ts";
import type { NameOf } from "./history.ts";
import { indented, valueList } from "./text.ts";
import { day, fileSize, hours } from "./units.ts";

/** How much of what can be long is told: rows of a list, characters of a custom field. */
interface Detail {
  rows: number;
  chars: number;
}

const details: readonly Detail[] = [
  { rows: 100, chars: 4_000 },
  { rows: 30, chars: 800 },
  { rows: 10, chars: 150 },
];

/** Everything about an issue but its description and notes, in at most `maxChars` characters. */
export function issueHead(issue: Issue, nameOf: NameOf, maxChars: number): string {
  for (const detail of details) {
    const text = headWith(issue, nameOf, detail);
    if (text.length <= maxChars) return text;
  }
  const text = headWith(issue, nameOf, { rows: 5, chars: 60 }).slice(0, maxChars - 30);
  return `${text.slice(0, text.lastIndexOf("\n"))}\n(more fields left out)`;
}

function headWith(issue: Issue, nameOf: NameOf, detail: Detail): string {
  const { assigned_to, category, fixed_version, parent, start_date, due_date, done_ratio } = issue;
  const next = issue.allowed_statuses?.filter(({ id }) => id !== issue.status.id).map(({ name }) => line(name, 60));

  const rows = [
    `# ${line(issue.tracker.name, 60)} #${issue.id}${issue.is_private ? " (private)" : ""}: ${line(issue.subject)}`,
    `Project: ${line(issue.project.name)}`,
    `Status: ${line(issue.status.name, 60)}${next ? `; allowed next: ${valueList(next) || "none"}` : ""}`,
    `Priority: ${line(issue.priority.name, 60)}`,
    assigned_to && `Assignee: ${line(assigned_to.name)}`,
    category && `Category: ${line(category.name)}`,
    fixed_version && `Version: ${line(fixed_version.name)}`,
    parent && `Parent: #${parent.id}${beside(nameOf("issue", String(parent.id)))}`,
    dates(start_date, due_date),
    done_ratio ? `Done: ${done_ratio}%` : undefined,
    effort(issue),
    issue.tags?.length
      ? `Tags: ${valueList(issue.tags.slice(0, detail.rows).map(({ name }) => line(name, 80)))}${more(issue.tags.length - detail.rows)}`
      : undefined,
    history(issue),
    ...issue.custom_fields.flatMap((field) => customField(field, nameOf, detail.chars) ?? []),
    issue.relations?.length ? relations(issue, nameOf, detail.rows) : undefined,
    people("Watchers", issue.watchers, detail.rows),
    ...list("Subtasks", subtasks(issue.children ?? [], nameOf), detail.rows),
    ...list("Files", (issue.attachments ?? []).map(file), detail.rows),
    ...list("Commits", (issue.changesets ?? []).map(commit), Math.min(10, detail.rows)),
  ];

  return rows.filter((row) => row !== undefined).join("\n");
}

function dates(start: string | null | undefined, due: string | null | undefined): string | undefined {
  if (start) return `Start: ${day(start)}${due ? `, due ${day(due)}` : ""}`;
  return due ? `Due: ${day(due)}` : undefined;
}

function history({ author, created_on, closed_on, updated_on }: Issue): string {
  const created = `Created: ${day(created_on)}${author ? ` by ${line(author.name)}` : ""}`;
  const closed = closed_on ? `, closed ${day(closed_on)}` : "";
  return `${created}${closed}${updated_on === created_on ? "" : `, updated ${day(updated_on)}`}`;
}

function effort(issue: Issue): string | undefined {
  const estimated = withSubtasks("estimated", issue.estimated_hours, issue.total_estimated_hours);
  const spent = withSubtasks("spent", issue.spent_hours, issue.total_spent_hours);
  const times = [estimated, spent].filter((text) => text !== undefined);
  return times.length > 0 ? `Time: ${times.join(", ")}` : undefined;
}

function withSubtasks(label: string, own: number | null | undefined, total: number | null | undefined) {
  const more = total && total !== (own ?? 0) ? ` (${hours(total)} with subtasks)` : "";
  return own || more ? `${label} ${hours(own ?? 0)}${more}` : undefined;
}

/** "Name: value", with the value indented below the name where it has several lines; undefined where it is empty. */
export function customField(field: CustomValue, nameOf: NameOf, maxChars: number): string | undefined {
  const values = valuesOf(field).map((value) => clean(nameOf(`field ${field.id}`, value) ?? value).trim());
  if (values.length === 0) return undefined;

  const text = valueList(values, field.multiple);
  const label = line(field.name, 80);
  const cut =
    text.length > maxChars
      ? `${text.slice(0, maxChars).toWellFormed()}… (cut, ${text.length} characters: parameter field)`
      : text;
  return text.includes("\n") ? `${label}:\n${indented(cut)}` : `${label}: ${cut.replaceAll("\t", " ")}`;
}

function relations({ id, relations = [] }: Issue, nameOf: NameOf, most: number): string {
  const shown = relations.slice(0, most).map((relation) => {
    const other = relation.issue_id === id ? relation.issue_to_id : relation.issue_id;
    return `${relationInWords(relation, id)}${beside(nameOf("issue", String(other)))}`;
  });
  return `Relations: ${shown.join(", ")}${more(relations.length - shown.length)}`;
}

function beside(text: string | undefined): string {
  return text === undefined ? "" : ` ${text}`;
}

function people(label: string, persons: readonly { name: string }[] | undefined, most: number): string | undefined {
  if (!persons?.length) return undefined;
  const names = persons.slice(0, most).map(({ name }) => line(name, 80));
  return `${label}: ${valueList(names)}${more(persons.length - names.length)}`;
}

function more(left: number): string {
  return left > 0 ? ` and ${left} more` : "";
}

function list(label: string, rows: readonly string[], most: number): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  return [`${label}:`, ...shown, ...(rows.length > most ? [`(${rows.length - most} more)`] : [])];
}

function subtasks(children: readonly Child[], nameOf: NameOf, depth = 0): string[] {
  return children.flatMap(({ id, tracker, subject, children: below = [] }) => {
    const status = nameOf("status of issue", String(id));
    const kind = tracker ? `${line(tracker.name, 60)} ` : "";
    return [
      `${"  ".repeat(Math.min(depth, 5))}- ${kind}#${id}${status ? ` (${status})` : ""}: ${line(subject)}`,
      ...subtasks(below, nameOf, depth + 1),
    ];
  });
}

function file({ id, filename, filesize, description }: NonNullable<Issue["attachments"]>[number]): string {
  return `- ${line(filename, 120)} (id ${id}, ${fileSize(filesize)})${description ? `: ${line(description, 120)}` : ""}`;
}

function commit({ revision, user, comments, committed_on }: Changeset): string {
  const by = [committed_on && day(committed_on), user && line(user.name, 60)].filter(Boolean).join(" ");
  return `- ${line(revision, 12)}${by ? ` ${by}` : ""}: ${line(comments ?? "", 120)}`;
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
