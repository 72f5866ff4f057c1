import { clean, line } from "../../format/clean.ts";
import { hours, parseHours } from "../../format/units.ts";
import type { FormField } from "../../redmine/issue-form.ts";
import type { Issue } from "../../redmine/issues.ts";
import { byName, unknownName } from "../../redmine/named-list.ts";
import { valuesOf } from "../../redmine/values.ts";
import { ToolRefusal } from "../errors.ts";
import { dayOf } from "./filters.ts";
import type { FieldValue } from "./input.ts";

/** One thing asked of an issue: what to send, and how to see whether Redmine did it. */
export interface Wanted {
  label: string;
  /** What was asked for, on one line. */
  text: string;
  json: Readonly<Record<string, unknown>>;
  holds(issue: Issue): boolean;
}

type Reference =
  | "project"
  | "tracker"
  | "status"
  | "priority"
  | "assigned_to"
  | "category"
  | "fixed_version"
  | "parent";

const references = {
  project: { label: "Project", column: "project_id" },
  tracker: { label: "Tracker", column: "tracker_id" },
  status: { label: "Status", column: "status_id" },
  priority: { label: "Priority", column: "priority_id" },
  assigned_to: { label: "Assignee", column: "assigned_to_id" },
  category: { label: "Category", column: "category_id" },
  fixed_version: { label: "Version", column: "fixed_version_id" },
  parent: { label: "Parent", column: "parent_issue_id" },
} as const satisfies Record<Reference, { label: string; column: string }>;

/** Another record by its id; undefined empties the field. */
export function wantedReference(key: Reference, wanted: { id: number; name?: string } | undefined): Wanted {
  const { label, column } = references[key];
  const id = wanted?.id;
  return {
    label,
    text: wanted ? line(wanted.name ?? (key === "parent" ? `#${id}` : `id ${id}`), 80) : "none",
    json: { [column]: id ?? "" },
    holds: (issue) => issue[key]?.id === id,
  };
}

export function wantedSubject(subject: string): Wanted {
  return {
    label: "Subject",
    text: `“${line(subject)}”`,
    json: { subject },
    holds: (issue) => same(issue.subject, subject),
  };
}

export function wantedDescription(given: string | null): Wanted {
  const description = given ?? "";
  return {
    label: "Description",
    text: description === "" ? "none" : `${clean(description).trim().length} characters`,
    json: { description },
    holds: (issue) => same(issue.description ?? "", description),
  };
}

export function wantedDate(column: "start_date" | "due_date", given: string | null, now: Date): Wanted {
  const day = given ? dayOf(given, column, now).slice(0, 10) : "";
  return {
    label: column === "start_date" ? "Start" : "Due",
    text: day || "none",
    json: { [column]: day },
    holds: (issue) => (issue[column] ?? "") === day,
  };
}

export function wantedEstimate(given: string | number | null): Wanted {
  const spent = given === "" || given === null ? undefined : parseHours(given);
  if (spent === undefined && given !== "" && given !== null) {
    throw new ToolRefusal(`estimated_hours: “${line(String(given), 30)}” is no duration: give hours as 1.5 or 1:30.`);
  }
  return {
    label: "Estimated",
    text: spent === undefined ? "none" : hours(spent),
    json: { estimated_hours: spent ?? "" },
    holds: (issue) => Math.abs((issue.estimated_hours ?? 0) - (spent ?? 0)) < 0.01, // Redmine keeps two decimals
  };
}

export function wantedDone(ratio: number): Wanted {
  return {
    label: "Done",
    text: `${ratio}%`,
    json: { done_ratio: ratio },
    holds: (issue) => (issue.done_ratio ?? 0) === ratio,
  };
}

export function wantedPrivacy(isPrivate: boolean): Wanted {
  return {
    label: "Private",
    text: isPrivate ? "yes" : "no",
    json: { is_private: isPrivate },
    holds: (issue) => (issue.is_private ?? false) === isPrivate,
  };
}

/** Redmine ends lines its own way and trims. */
export function same(one: string, other: string): boolean {
  return clean(one).trim() === clean(other).trim();
}

/** A field, with what Redmine's form says of it where there is one. */
export type KnownField = Pick<FormField, "id" | "name"> & Partial<FormField>;

interface Circumstances {
  userId: number;
  now: Date;
}

/** Names of people, versions and list entries become what Redmine stores for them. */
export function wantedCustomField(field: KnownField, given: FieldValue, { userId, now }: Circumstances): Wanted {
  const all = (Array.isArray(given) ? given : [given]).flatMap((each) => (each === null || each === "" ? [] : [each]));
  if (all.length > 1 && field.multiple === false) {
    throw new ToolRefusal(`“${line(field.name, 80)}” takes one value, not ${all.length}.`);
  }

  const stored = all.map((each) => storedAs(field, each, userId, now));
  const labels = stored.map((value) => field.values?.find((each) => each.value === value)?.label ?? value);
  const many = field.multiple ?? Array.isArray(given);
  return {
    label: line(field.name, 80),
    text: line(labels.join(", "), 120) || "none",
    json: { custom_fields: [{ id: field.id, value: many ? stored : (stored[0] ?? "") }] },
    holds: ({ custom_fields }) => {
      const kept = custom_fields.find(({ id }) => id === field.id);
      return kept !== undefined && sameSet(valuesOf(kept), stored);
    },
  };
}

function storedAs(field: KnownField, given: string | number | boolean, userId: number, now: Date): string {
  if (typeof given === "boolean") return given ? "1" : "0";
  const text = String(given);
  if (field.format === "date") return dayOf(text.trim(), field.name, now).slice(0, 10);
  if (field.format === "bool" && /^(yes|true)$/i.test(text)) return "1";
  if (field.format === "bool" && /^(no|false)$/i.test(text)) return "0";
  if (!field.values) return text;

  const { values } = field;
  if (values.some(({ value }) => value === text)) return text;
  if (field.format === "user" && text === "me") return String(userId);
  const [found, ...others] = byName(
    text,
    values.map(({ label, value }) => ({ name: label, value })),
  );
  if (found && others.length === 0) return found.value;
  throw unknownName({
    kind: `value of ${line(field.name, 80)}`,
    given: text,
    names: values.map(({ label, value }) => (others.length > 0 ? `${value} (${label})` : label)),
  });
}

function sameSet(kept: readonly string[], wanted: readonly string[]): boolean {
  return kept.length === wanted.length && wanted.every((value) => kept.some((each) => sameValue(each, value)));
}

function sameValue(kept: string, wanted: string): boolean {
  return same(kept, wanted) || (wanted !== "" && Number(kept) === Number(wanted)); // "5.0" and "5"
}

/** What Redmine is sent: all that is wanted, with the custom fields in one list. */
export function issueJson(wanted: readonly Wanted[]): Record<string, unknown> {
  const fields = wanted.flatMap(({ json }) => (Array.isArray(json.custom_fields) ? json.custom_fields : []));
  const json: Record<string, unknown> = Object.assign({}, ...wanted.map((each) => each.json));
  return fields.length > 0 ? { ...json, custom_fields: fields } : json;
}
