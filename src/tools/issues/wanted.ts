import { clean, line } from "../../format/clean.ts";
import { hours, parseHours } from "../../format/hours.ts";
import type { Issue } from "../../redmine/schemas/issue.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { dayOf } from "./date-filter.ts";

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
