import { z } from "zod";
import type { JournalDetail } from "../redmine/issues.ts";
import { clean, line } from "./clean.ts";
import type { NameOf } from "./history.ts";
import { relationWords } from "./issue-head.ts";
import { valueList } from "./text.ts";

const labels: Readonly<Record<string, string>> = {
  project_id: "Project",
  tracker_id: "Tracker",
  status_id: "Status",
  priority_id: "Priority",
  assigned_to_id: "Assignee",
  author_id: "Author",
  category_id: "Category",
  fixed_version_id: "Version",
  parent_id: "Parent",
  child_id: "Subtask",
  subject: "Subject",
  start_date: "Start",
  due_date: "Due",
  done_ratio: "Done",
  estimated_hours: "Estimated",
  is_private: "Private",
  // plugins: additional_tags and RedmineUP's tags, Agile, Checklists, DMSF
  tag_list: "Tags",
  story_points: "Story points",
  agile_sprint: "Sprint",
  color: "Color",
  checklist: "Checklist",
  dmsf_file: "DMS file",
};

export const references = [
  "project_id",
  "tracker_id",
  "status_id",
  "priority_id",
  "assigned_to_id",
  "author_id",
  "category_id",
  "fixed_version_id",
] as const;

const maxChanges = 50; // of one journal; a person makes a handful at once
const valueChars = 80;

/** "Status: Feedback → In Progress; Done: 80% → 90%". `multiple`: ids of the custom fields that take several values. */
export function changesInWords(
  details: readonly JournalDetail[],
  nameOf: NameOf,
  multiple: ReadonlySet<string> = new Set(),
): string {
  const groups = [...Map.groupBy(details, groupKey).values()];
  const shown = groups.slice(0, maxChanges).map((group) => groupInWords(group, nameOf, multiple));
  if (groups.length > maxChanges)
    shown.push(`${groups.length - maxChanges} more changes: see the issue's page in Redmine`);
  return shown.join("; ");
}

/** Redmine writes a detail for each value that a field with several values gains or loses. */
function groupKey(detail: JournalDetail): unknown {
  return detail.property === "cf" ? detail.name : detail;
}

function groupInWords(group: readonly JournalDetail[], nameOf: NameOf, multiple: ReadonlySet<string>): string {
  const [detail] = group;
  if (!detail) return "";
  if (detail.property !== "cf") return inWords(detail, nameOf);

  const label = line(nameOf("field", detail.name) ?? `Custom field ${detail.name}`, 80);
  const column = `field ${detail.name}`;
  if (group.length === 1 && !multiple.has(detail.name)) return `${label}: ${bothSides(detail, column, nameOf)}`;

  const values = (side: "old_value" | "new_value") =>
    group.flatMap(({ [side]: raw }) => (raw ? [valueInWords(column, raw, nameOf)] : []));
  const added = values("new_value");
  const removed = values("old_value");
  return `${label}: ${[
    added.length > 0 && `added ${valueList(added)}`,
    removed.length > 0 && `removed ${valueList(removed)}`,
  ]
    .filter(Boolean)
    .join(", ")}`;
}

function inWords(detail: JournalDetail, nameOf: NameOf): string {
  const { property, name, old_value: before, new_value: after } = detail;

  if (property === "attachment") {
    return after ? `File added: ${line(after, 120)}` : `File removed: ${line(before ?? name, 120)}`;
  }
  if (property === "relation") {
    const words = relationWords[name] ?? line(name.replaceAll("_", " "), 40);
    return after
      ? `Relation added: ${words} #${line(after, 12)}`
      : `Relation removed: ${words} #${line(before ?? "", 12)}`;
  }
  if (property === "attr" && name === "description") return after ? "Description changed" : "Description emptied";
  if (name === "checklist" || property === "checklist") {
    const changes = checklistChanges(before, after);
    if (changes !== undefined) return `Checklist: ${changes}`;
  }
  if (property !== "attr") return pluginChange(detail, nameOf);
  return `${line(labels[name] ?? name, 80)}: ${bothSides(detail, name, nameOf)}`;
}

/** A plugin's own property: “DMS file added: Guide (id 6)”. Its name may be a record's number. */
function pluginChange(detail: JournalDetail, nameOf: NameOf): string {
  const { property, name, old_value: before, new_value: after } = detail;
  const kind = labels[property] ?? line(property.replaceAll("_", " "), 60);
  const label = kind.charAt(0).toUpperCase() + kind.slice(1);
  if (!/^\d+$/.test(name)) return `${label} ${line(name, 60)}: ${bothSides(detail, name, nameOf)}`;
  const id = `(id ${line(name, 12)})`;
  if (before && after) return `${label} changed: ${bothSides(detail, name, nameOf)} ${id}`;
  return `${label} ${after ? "added" : "removed"}: ${line(after || before || "without a name", 120)} ${id}`;
}

function bothSides({ old_value, new_value }: JournalDetail, column: string, nameOf: NameOf): string {
  const before = valueInWords(column, old_value, nameOf);
  const after = valueInWords(column, new_value, nameOf);
  if (before.length <= valueChars && after.length <= valueChars) return `${before} → ${after}`;
  if (before === after) return `changed (${old_value?.length ?? 0} → ${new_value?.length ?? 0} characters)`;

  // of long values the place where they begin to differ
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const from = same <= 40 ? 0 : same - 20;
  const cut = (text: string) =>
    `${from > 0 ? "…" : ""}${text.slice(from, from + valueChars).toWellFormed()}${from + valueChars < text.length ? "…" : ""}`;
  return `${cut(before)} → ${cut(after)}`;
}

function valueInWords(column: string, raw: string | null | undefined, nameOf: NameOf): string {
  if (raw === null || raw === undefined || raw === "") return "none";
  const name = nameOf(column, raw);
  if (name !== undefined) return line(name, 120);

  if (references.some((reference) => reference === column)) return `id ${line(raw, 12)} (name unknown)`;
  if (column === "parent_id" || column === "child_id") return `#${line(raw, 12)}`;
  if (column === "done_ratio") return `${line(raw, 12)}%`;
  if (column === "estimated_hours") return `${Number(raw) || line(raw, 12)} h`;
  if (column === "is_private") return raw === "1" || raw === "t" || raw === "true" ? "yes" : "no";
  if (column === "subject") return `“${line(raw)}”`;
  return line(raw, 20_000);
}

const maxChecklistChars = 200_000;
const maxChecklistChanges = 10;
const checklist = z.array(
  z.object({
    id: z.union([z.number(), z.string()]).nullish(),
    subject: z.string().nullish(),
    is_done: z.union([z.boolean(), z.number(), z.string()]).nullish(),
    position: z.union([z.number(), z.string()]).nullish(),
  }),
);

/** The plugin Checklists keeps the whole list as JSON, before and after. Undefined where this is not such a pair. */
function checklistChanges(before: string | null | undefined, after: string | null | undefined): string | undefined {
  const old = checklistItems(before);
  const current = checklistItems(after);
  if (!old || !current) return undefined;

  const quoted = (text: string) => `“${line(text, 80)}”`;
  const changes: string[] = [];
  for (const [key, item] of current) {
    const earlier = old.get(key);
    if (!earlier) changes.push(`added ${quoted(item.subject)}${item.done ? " (ticked)" : ""}`);
    if (!earlier) continue;
    if (earlier.subject !== item.subject) changes.push(`renamed ${quoted(earlier.subject)} to ${quoted(item.subject)}`);
    if (earlier.done !== item.done) changes.push(`${item.done ? "ticked" : "unticked"} ${quoted(item.subject)}`);
  }
  for (const [key, item] of old) if (!current.has(key)) changes.push(`removed ${quoted(item.subject)}`);
  if (changes.length === 0) return "order changed";

  const left = changes.length - maxChecklistChanges;
  return `${changes.slice(0, maxChecklistChanges).join(", ")}${left > 0 ? ` and ${left} more changes: see the issue's page in Redmine` : ""}`;
}

interface ChecklistItem {
  subject: string;
  done: boolean;
}

function checklistItems(json: string | null | undefined): Map<string, ChecklistItem> | undefined {
  if (!json) return new Map();
  if (json.length > maxChecklistChars) return undefined;
  const parsed = checklist.safeParse(parsedJson(json));
  if (!parsed.success) return undefined;
  return new Map(
    parsed.data.map(({ id, subject, is_done }, at) => [
      String(id ?? `no id ${at}`),
      {
        subject: clean(subject ?? ""),
        done: is_done === true || is_done === 1 || is_done === "1" || is_done === "true",
      },
    ]),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
