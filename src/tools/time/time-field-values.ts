import { z } from "zod";
import { amongOthers, line } from "../../format/clean.ts";
import { type FieldStates, valuesText } from "../../format/field-states.ts";
import type { ValueLabel } from "../../format/time-entries.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { TimeEntry } from "../../redmine/content.ts";
import { type TimeField, timeFields } from "../../redmine/custom-fields.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { byName, choose } from "../../redmine/named-list.ts";
import { type TimePlace, timeFormFields } from "../../redmine/time-form.ts";
import { sameContent } from "../compare.ts";
import { type FieldInput, type StoredField, storedField, valueLabel } from "../custom-field-values.ts";
import { fieldMap } from "../input.ts";
import { sameHours } from "../issues/change.ts";
import { allOrRefuse } from "../issues/resolve-changes.ts";
import { explainWith } from "../issues/write-errors.ts";
import { type RequestedValue, recordStates, requestedValues } from "../write-result.ts";

const singleValue = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]);

/** Custom fields of a time entry, by name or id. */
export const timeFieldInput = fieldMap(z.union([singleValue, z.array(singleValue).max(100)])).optional();

/** Custom fields as Redmine takes them. It does not check yes/no fields, so what they are sent is checked here. */
export async function storedTimeFields(
  input: Readonly<Record<string, FieldInput>>,
  place: TimePlace,
  context: { redmine: RedmineReader; now: Date },
): Promise<StoredField[]> {
  const entries = Object.entries(input);
  if (entries.length === 0) return [];
  const form = await timeFormFields(place, context.redmine);
  return allOrRefuse(
    entries.map(async ([name, value]) => {
      const [inForm, namesake] = byName(name, form);
      if (inForm && !namesake) return storedField(inForm, value, context);
      const field = await choose(timeFields, name, context.redmine);
      const formField = form.find(({ id }) => id === field.id);
      return storedField(formField ?? { ...field, ...formatOf(field) }, value, context);
    }),
    "Nothing was saved.",
  );
}

/** What people call the values of custom fields, where one of these entries holds what may be an id, or yes or no. */
export async function timeValueLabels(entries: readonly TimeEntry[], redmine: RedmineReader): Promise<ValueLabel> {
  const holder = entries.find(({ custom_fields }) => custom_fields?.some(({ value }) => [value].flat().some(mayBeId)));
  if (!holder) return (_, value) => value;
  const form = await unless(pageMissing, timeFormFields(holder, redmine));
  return (id, value) => {
    const field = form?.find((each) => each.id === id);
    return field ? valueLabel(field, value) : value;
  };
}

/** The same after a write, from what was read for it. */
export async function writtenLabels(
  fields: readonly StoredField[],
  entries: readonly TimeEntry[],
  redmine: RedmineReader,
): Promise<ValueLabel> {
  const labelOf = fields.length > 0 ? await timeValueLabels(entries, redmine) : undefined;
  return (id, value) => {
    const label = labelOf?.(id, value) ?? value;
    return label === value ? (fields.find((field) => field.id === id)?.labelOf(value) ?? value) : label;
  };
}

function mayBeId(value: unknown): boolean {
  return typeof value === "string" && /^\d{1,10}$/.test(value);
}

/** Names of the wrong values' fields with what they take, added to Redmine's own sentences. */
export async function explainInvalidTime(error: unknown, place: TimePlace, redmine: RedmineReader): Promise<never> {
  return explainWith(error, async function* () {
    yield { fields: await timeFormFields(place, redmine) };
  });
}

/** The newest entry tells the kind: Redmine writes no and yes as "0" and "1". */
function formatOf({ value }: TimeField): { format?: string } {
  return value === "0" || value === "1" ? { format: "bool" } : {};
}

/** Custom fields as Redmine's API takes them in a time entry. */
export function timeFieldJson(fields: readonly StoredField[]): { id: number; value: string | readonly string[] }[] {
  return fields.map(({ id, values, multiple }) => ({ id, value: multiple ? values : (values[0] ?? "") }));
}

/** What a time entry holds, by labels. */
export function timeEntryStates(entry: TimeEntry, labelOf: ValueLabel): FieldStates {
  const custom = (entry.custom_fields ?? []).map(({ id, name, value }) => {
    const list = [value]
      .flat()
      .filter((each) => typeof each === "string" && each !== "")
      .map(String);
    const labels = list.map((each) => labelOf(id, each));
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

/** "Billable No" for each custom field that holds something. What may be an id is told only where `named`: labels were read. */
export function fieldTexts(states: FieldStates, named: boolean): string[] {
  const custom = [...states].filter(([key, { stored }]) => key.startsWith("field ") && stored.length > 0);
  return custom
    .filter(([, { stored }]) => named || !stored.some(mayBeId))
    .map(([, { label, text }]) => `${line(label, 60)} ${amongOthers(text)}`);
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
