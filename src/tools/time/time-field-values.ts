import { z } from "zod";
import { line } from "../../format/clean.ts";
import { type FieldStates, valuesText } from "../../format/field-states.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { TimeEntry } from "../../redmine/content.ts";
import { type TimeField, timeFields } from "../../redmine/custom-fields.ts";
import { choose } from "../../redmine/named-list.ts";
import { sameContent } from "../compare.ts";
import { type FieldInput, type StoredField, storedField } from "../custom-field-values.ts";
import { sameHours } from "../issues/change.ts";
import { type RequestedValue, recordStates, requestedValues } from "../write-result.ts";

const one = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]);

/** Custom fields of a time entry, by name or id. */
export const timeFieldInput = z
  .record(z.string().max(255), z.union([one, z.array(one).max(100)]), { error: 'give them as {"name": value}' })
  .optional()
  .describe("{name: value}");

/** Custom fields as Redmine takes them. It does not check yes/no fields, so what they are sent is checked here. */
export function storedTimeFields(
  input: Readonly<Record<string, FieldInput>>,
  context: { redmine: RedmineReader; now: Date },
): Promise<StoredField[]> {
  return Promise.all(
    Object.entries(input).map(async ([name, value]) => {
      const field = await choose(timeFields, name, context.redmine);
      return storedField({ ...field, ...formatOf(field) }, value, context);
    }),
  );
}

/** The newest entry tells the kind: Redmine writes no and yes as "0" and "1". */
function formatOf({ value }: TimeField): { format?: string } {
  return value === "0" || value === "1" ? { format: "bool" } : {};
}

export function timeFieldJson(fields: readonly StoredField[]): { id: number; value: string | readonly string[] }[] {
  return fields.map(({ id, values, multiple }) => ({ id, value: multiple ? values : (values[0] ?? "") }));
}

/** What a time entry holds, by labels. Yes/no fields show as Yes and No where `fields` say that they are such. */
export function timeEntryStates(entry: TimeEntry, fields: readonly StoredField[] = []): FieldStates {
  const custom = (entry.custom_fields ?? []).map(({ id, name, value }) => {
    const known = fields.find((field) => field.id === id);
    const list = [value]
      .flat()
      .filter((each) => typeof each === "string" && each !== "")
      .map(String);
    const labels = list.map((each) => known?.labelOf(each) ?? each);
    return [`field ${id}`, { label: name, text: valuesText(labels), stored: list }] as const;
  });
  return new Map([
    ...recordStates({
      Hours: hours(entry.hours),
      Date: entry.spent_on,
      Activity: entry.activity.name,
      Person: entry.user.name,
      Issue: entry.issue && `#${entry.issue.id}`,
      Project: entry.project.name,
      Comment: entry.comments,
    }),
    ...custom,
  ]);
}

/** "Billable No" for each custom field that holds something. */
export function fieldTexts(states: FieldStates): string[] {
  const custom = [...states].filter(([key, { stored }]) => key.startsWith("field ") && stored.length > 0);
  return custom.map(([, { label, text }]) => `${line(label, 60)} ${text}`);
}

export interface RequestedEntry {
  hours?: number | undefined;
  date?: string | undefined;
  activity?: { id: number; name: string } | undefined;
  person?: { id: number; name?: string | undefined } | undefined;
  /** null takes the entry off its issue. */
  issue?: { id: number } | null | undefined;
  project?: { id: number; name: string } | undefined;
  comment?: string | undefined;
  fields: readonly StoredField[];
}

/** The requested values, each with whether the entry has it. */
export function requestedOf(requested: RequestedEntry, entry: TimeEntry, states: FieldStates): RequestedValue[] {
  const { hours: spent, date, activity, person, issue, project, comment, fields } = requested;
  const saved: Readonly<Record<string, boolean>> = {
    Hours: spent === undefined || sameHours(entry.hours, spent),
    Activity: activity?.id === entry.activity.id || activity?.name === entry.activity.name,
    Person: person?.id === entry.user.id,
    Issue: (issue?.id ?? undefined) === entry.issue?.id,
    Project: project?.id === entry.project.id,
  };
  const standard = requestedValues(
    {
      Hours: spent === undefined ? undefined : hours(spent),
      Date: date,
      Activity: activity?.name,
      Person: person && (person.name ?? (person.id === entry.user.id ? entry.user.name : `user ${person.id}`)),
      Issue: issue === undefined ? undefined : issue && `#${issue.id}`,
      Project: project?.name,
      Comment: comment,
    },
    states,
  ).map((each) => ({ ...each, saved: saved[each.key] ?? each.saved }));

  const custom = fields.map(({ id, name, values, labels, kind }) => {
    const key = `field ${id}`;
    return { key, label: name, text: valuesText(labels), saved: sameContent(states.get(key)?.stored, values, kind) };
  });
  return [...standard, ...custom];
}
