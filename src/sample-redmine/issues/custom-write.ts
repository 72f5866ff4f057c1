import { visibleFields } from "../custom-fields.ts";
import { isDay } from "../filters/query.ts";
import type { CustomField, CustomValues } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { integer, isParams, list, type Param, type Params, text } from "../web/params.ts";
import type { Say, Word } from "../web/words.ts";
import type { Draft } from "./draft.ts";

/** The fields that the caller may fill on this issue. */
function editable({ sample, caller }: Ask, { issue, project }: Draft): CustomField[] {
  return project ? visibleFields(sample, caller, "issue", { project, trackerId: issue.tracker_id }) : [];
}

/** Assigns the fields that the issue has and the caller sees; others are silently ignored. */
export function assignCustom(ask: Ask, draft: Draft, attributes: Params): void {
  const fields = editable(ask, draft);
  const values = readCustom(attributes);
  if (draft.before === undefined)
    draft.issue.custom = initialValues(ask, draft, values.length > 0 ? fields : undefined);
  else if (draft.before.tracker_id !== draft.issue.tracker_id || draft.before.project_id !== draft.issue.project_id) {
    takeOver(ask, draft, values.length > 0 || draft.before.project_id !== draft.issue.project_id);
  }
  for (const [id, value] of values) {
    const field = fields.find((row) => row.id === id);
    if (!field) continue;
    draft.issue.custom[id] = stored(field, value);
    draft.customSet.add(id);
  }
}

/** custom_fields: [{id, value}] or custom_field_values: {id: value} */
export function readCustom(attributes: Params): [id: number, value: Param][] {
  const asList = list(attributes.custom_fields).flatMap((entry): [number, Param][] =>
    isParams(entry) ? [[integer(entry.id), entry.value]] : [],
  );
  const byId = isParams(attributes.custom_field_values) ? Object.entries(attributes.custom_field_values) : [];
  return [...asList, ...byId.map(([id, value]): [number, Param] => [Number(id), value])];
}

export function stored(field: CustomField, value: Param): string | string[] | null {
  if (field.multiple) {
    const values = (Array.isArray(value) ? value : [value]).flatMap((one) => text(one) ?? []);
    return values.filter((one) => one !== "");
  }
  return text(Array.isArray(value) ? value[0] : value) ?? "";
}

/** Defaults; an author who gives any value leaves those of unseen fields empty, which is not the same as none. */
function initialValues(ask: Ask, { issue }: Draft, seen: CustomField[] | undefined): CustomValues {
  const values: CustomValues = {};
  for (const field of fieldsOf(ask, issue)) {
    if (field.default_value !== null) values[field.id] = field.default_value;
    else if (seen && !seen.includes(field)) values[field.id] = "";
  }
  return values;
}

/** Another tracker or project: what it does not have is lost, and what was nothing may become empty. */
function takeOver(ask: Ask, draft: Draft, anyGiven: boolean): void {
  const old = draft.issue.custom;
  draft.issue.custom = {};
  for (const field of fieldsOf(ask, draft.issue)) {
    draft.issue.custom[field.id] = old[field.id] ?? field.default_value ?? (anyGiven && !field.multiple ? "" : null);
    draft.customSet.add(field.id);
  }
}

const fieldsOf = ({ sample: { state } }: Ask, { tracker_id }: { tracker_id: number }) =>
  state.customFields.where((field) => field.customized_type === "issue" && field.trackers.includes(tracker_id));

/** Redmine checks every field of a new issue, and on an update only if one was given. */
export function customErrors(ask: Ask, draft: Draft): string[] {
  if (draft.before !== undefined && draft.customSet.size === 0) return [];
  const principals = ask.sample.state.members
    .where(({ project_id }) => project_id === draft.project?.id)
    .map(({ principal_id }) => String(principal_id));
  return editable(ask, draft).flatMap((field) => fieldErrors(field, draft.issue.custom, ask.say, principals));
}

export function fieldErrors(field: CustomField, custom: CustomValues, say: Say, principals: string[] = []): string[] {
  const value = custom[field.id] ?? null;
  const values = (Array.isArray(value) ? value : [value]).flatMap((one) => (one ? [one] : []));
  const named = { named: field.name };
  if (values.length === 0) return field.is_required ? [say.of(named, "blank")] : [];

  const faults = new Set(values.flatMap((one) => fault(field, one, principals) ?? []));
  return [...faults].map((word) => say.of(named, word, ...(word === "tooLong" ? [field.max_length ?? 0] : [])));
}

function fault(field: CustomField, value: string, principals: string[]): Word | undefined {
  const unless = (fine: boolean, word: Word) => (fine ? undefined : word);
  switch (field.field_format) {
    case "list":
      return unless(field.possible_values.includes(value), "inclusion");
    case "bool":
      return undefined; // Redmine takes whatever comes.
    case "user":
      return unless(principals.includes(value), "inclusion");
    case "date":
      return unless(isDay(value), "notADate");
    case "float":
      return unless(/^[+-]?\d+(\.\d+)?$/.test(value.trim()), "invalid");
    case "int":
      return unless(/^[+-]?\d+$/.test(value.trim()), "notANumber");
    case "string":
    case "text":
      return unless(field.max_length === null || value.length <= field.max_length, "tooLong");
  }
}
