import type { Issue } from "../redmine/issues.ts";
import { type CustomValue, valuesOf } from "../redmine/values.ts";
import { clean, line } from "./clean.ts";
import type { NameOf } from "./history.ts";
import { valueList } from "./text.ts";
import { hours } from "./units.ts";

/** One field of an issue at one moment. */
export interface FieldState {
  label: string;
  /** Its value on one line; "none" where there is nothing. */
  text: string;
  /** What Redmine stores, to compare with another moment. Empty where there is nothing. */
  stored: readonly string[];
}

/** By Redmine's column ("status_id"); custom fields by "field 12", since names may be given twice. */
export type FieldStates = ReadonlyMap<string, FieldState>;

/** All fields of an issue that a person can change. */
export function fieldStates(issue: Issue, nameOf: NameOf): FieldStates {
  const reference = (label: string, to: { id: number; name: string } | undefined): FieldState => ({
    label,
    text: to ? line(to.name) : "none",
    stored: to ? [String(to.id)] : [],
  });
  const plain = (label: string, value: string | number | null | undefined, text = String(value)): FieldState => ({
    label,
    text: value === null || value === undefined || value === "" ? "none" : text,
    stored: value === null || value === undefined || value === "" ? [] : [String(value)],
  });

  return new Map([
    ["project_id", reference("Project", issue.project)],
    ["tracker_id", reference("Tracker", issue.tracker)],
    ["subject", plain("Subject", issue.subject, `“${line(issue.subject)}”`)],
    ["description", plain("Description", issue.description, lengthOf(issue.description ?? ""))],
    ["status_id", reference("Status", issue.status)],
    ["priority_id", reference("Priority", issue.priority)],
    ["assigned_to_id", reference("Assignee", issue.assigned_to)],
    ["category_id", reference("Category", issue.category)],
    ["fixed_version_id", reference("Version", issue.fixed_version)],
    ["parent_issue_id", plain("Parent", issue.parent?.id, `#${issue.parent?.id}`)],
    ["start_date", plain("Start", issue.start_date)],
    ["due_date", plain("Due", issue.due_date)],
    ["done_ratio", plain("Done", issue.done_ratio ?? 0, `${issue.done_ratio ?? 0}%`)],
    ["estimated_hours", plain("Estimated", issue.estimated_hours, hours(issue.estimated_hours ?? 0))],
    ["is_private", plain("Private", issue.is_private ? "1" : "0", issue.is_private ? "Yes" : "No")],
    ["tag_list", tagState(issue.tags ?? [])],
    ...issue.custom_fields.map((field): [string, FieldState] => [
      fieldKey(field.id),
      { label: line(field.name, 80), text: customText(field, nameOf), stored: valuesOf(field) },
    ]),
  ]);
}

function tagState(tags: readonly { name: string }[]): FieldState {
  const names = tags.map(({ name }) => name);
  return { label: "Tags", text: valuesText(names), stored: names };
}

export function fieldKey(id: number): string {
  return `field ${id}`;
}

/** A description is reported by its length, because the caller knows its text. */
function lengthOf(text: string): string {
  return `${clean(text).trim().length} characters`;
}

const maxValueChars = 120; // characters of a custom field's value

function customText(field: CustomValue, nameOf: NameOf): string {
  const values = valuesOf(field).map((value) => nameOf(fieldKey(field.id), value) ?? value);
  const [only = ""] = values;
  if (values.length === 1 && only.length > maxValueChars) {
    return `“${line(only.slice(0, 60), 60)}…” (${lengthOf(only)})`;
  }
  return valuesText(values, field.multiple);
}

/** Values on one line; "none" for none. */
export function valuesText(values: readonly string[], multiple?: boolean): string {
  const list = valueList(
    values.map((value) => line(value, maxValueChars)),
    multiple,
  );
  return line(list, 4 * maxValueChars) || "none";
}
