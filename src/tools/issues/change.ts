import { clean, line } from "../../format/clean.ts";
import { fieldKey, valuesText } from "../../format/field-states.ts";
import { hours, parseHours } from "../../format/units.ts";
import type { Issue } from "../../redmine/issues.ts";
import { valuesOf } from "../../redmine/values.ts";
import { sameContent } from "../compare.ts";
import type { StoredField } from "../custom-field-values.ts";
import { ToolRefusal } from "../errors.ts";

/** One change requested of an issue: what to send, and how to see whether Redmine saved it. */
export interface RequestedChange {
  /** Redmine's column ("status_id"), or "field 12" for a custom field. */
  key: string;
  label: string;
  /** The requested value, on one line. */
  text: string;
  json: Readonly<Record<string, unknown>>;
  /** Whether the issue has the value. `exactly`: also as it is spelled, where the kind of the field is not known. */
  holds(issue: Issue, exactly?: boolean): boolean;
  /** What people call a stored value of a custom field. */
  labelOf?(value: string): string;
}

const references = {
  project: { label: "Project", column: "project_id" },
  tracker: { label: "Tracker", column: "tracker_id" },
  status: { label: "Status", column: "status_id" },
  priority: { label: "Priority", column: "priority_id" },
  assigned_to: { label: "Assignee", column: "assigned_to_id" },
  category: { label: "Category", column: "category_id" },
  fixed_version: { label: "Version", column: "fixed_version_id" },
  parent: { label: "Parent", column: "parent_issue_id" },
} as const;

const parameters: Readonly<Record<string, string>> = {
  assigned_to_id: "assignee_id",
  fixed_version_id: "version_id",
  parent_issue_id: "parent_id",
  watcher_user_ids: "watcher_ids",
  tag_list: "tags",
};

/** What the tools call a column of Redmine's. */
export function parameterOf(column: string): string {
  return parameters[column] ?? column;
}

/** The changes that can be requested, by the field that they change. */
export const changeTo = {
  /** Another record by its id; undefined empties the field. */
  reference(key: keyof typeof references, target: { id: number; name?: string } | undefined): RequestedChange {
    const { label, column } = references[key];
    const id = target?.id;
    return {
      key: column,
      label,
      text: target ? line(target.name ?? (key === "parent" ? `#${id}` : `id ${id}`), 80) : "none",
      json: { [column]: id ?? "" },
      holds: (issue) => issue[key]?.id === id,
    };
  },

  subject(subject: string): RequestedChange {
    return {
      key: "subject",
      label: "Subject",
      text: `“${line(subject)}”`,
      json: { subject },
      holds: (issue) => sameContent(issue.subject, subject, "text"),
    };
  },

  description(input: string | null): RequestedChange {
    const description = input ?? "";
    return {
      key: "description",
      label: "Description",
      text: description === "" ? "none" : characters(clean(description).trim().length),
      json: { description },
      holds: (issue) => sameContent(issue.description, description, "text"),
    };
  },

  /** `day` is a date as Redmine takes it, or "" for none. */
  date(column: "start_date" | "due_date", day: string): RequestedChange {
    return {
      key: column,
      label: column === "start_date" ? "Start" : "Due",
      text: day || "none",
      json: { [column]: day },
      holds: (issue) => (issue[column] ?? "") === day,
    };
  },

  estimate(input: string | number | null): RequestedChange {
    const empty = input === "" || input === null;
    const estimate = empty ? undefined : parseHours(input);
    if (estimate === undefined && !empty) {
      throw new ToolRefusal(
        `estimated_hours: “${line(String(input), 30)}” is not a duration. Give hours as 1.5, 1:30 or 1h30m.`,
      );
    }
    return {
      key: "estimated_hours",
      label: "Estimated",
      text: estimate === undefined ? "none" : hours(estimate),
      json: { estimated_hours: estimate ?? "" },
      holds: ({ estimated_hours: saved }) =>
        estimate === undefined ? saved == null : saved != null && sameHours(saved, estimate),
    };
  },

  done(ratio: number): RequestedChange {
    return {
      key: "done_ratio",
      label: "Done",
      text: `${ratio}%`,
      json: { done_ratio: ratio },
      holds: (issue) => (issue.done_ratio ?? 0) === ratio,
    };
  },

  privacy(isPrivate: boolean): RequestedChange {
    return {
      key: "is_private",
      label: "Private",
      text: isPrivate ? "Yes" : "No",
      json: { is_private: isPrivate },
      holds: (issue) => (issue.is_private ?? false) === isPrivate,
    };
  },

  /** A custom field with what Redmine is to store in it. */
  customField(field: StoredField): RequestedChange {
    const { id, name, values, labels, multiple, kind } = field;
    return {
      key: fieldKey(id),
      labelOf: field.labelOf,
      label: line(name, 80),
      text: valuesText(labels),
      json: { custom_fields: [{ id, value: multiple ? values : (values[0] ?? "") }] },
      holds: ({ custom_fields }, exactly = false) => {
        const saved = custom_fields.find((field) => field.id === id);
        return saved !== undefined && sameContent(valuesOf(saved), values, kind ?? (exactly ? "text" : undefined));
      },
    };
  },
};

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
}

/** Redmine keeps two decimals of an hour. */
export function sameHours(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.01;
}

/** What Redmine is sent: all changes, with the custom fields in one list. */
export function issueJson(changes: readonly RequestedChange[]): Record<string, unknown> {
  const fields = changes.flatMap(({ json }) => (Array.isArray(json.custom_fields) ? json.custom_fields : []));
  const json: Record<string, unknown> = Object.assign({}, ...changes.map((each) => each.json));
  return fields.length > 0 ? { ...json, custom_fields: fields } : json;
}
