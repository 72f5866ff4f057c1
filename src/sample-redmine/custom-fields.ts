import { type Caller, isAdmin } from "./access/caller.ts";
import { rolesIn } from "./access/permissions.ts";
import type { CustomField, CustomValues, Project } from "./records.ts";
import type { Sample } from "./sample.ts";
import type { Ask } from "./web/ask.ts";
import { compact } from "./web/refs.ts";
import { json, requireAdmin } from "./web/reply.ts";

export type CustomizedType = CustomField["customized_type"];

/** Fields of a kind of record that the caller may see there; an issue has only those of its tracker. */
export function visibleFields(
  sample: Sample,
  caller: Caller,
  type: CustomizedType,
  where: { project: Project; trackerId?: number },
): CustomField[] {
  const { project, trackerId } = where;
  return sample.state.customFields.where(
    (field) =>
      field.customized_type === type &&
      (trackerId === undefined || field.trackers.includes(trackerId)) &&
      sees(sample, caller, field, project),
  );
}

export function sees(sample: Sample, caller: Caller, field: CustomField, project: Project): boolean {
  if (field.roles.length === 0 || isAdmin(caller)) return true;
  return rolesIn(sample, caller, project).roles.some(({ id }) => field.roles.includes(id));
}

/** In an answer a field without a value is null, or an empty list. */
export function customValuesJson(fields: CustomField[], values: CustomValues): object[] | undefined {
  if (fields.length === 0) return undefined;
  return fields.map((field) => {
    const value = values[field.id];
    return field.multiple
      ? { id: field.id, name: field.name, multiple: true, value: value ?? [] }
      : { id: field.id, name: field.name, value: value ?? null };
  });
}

/** GET /custom_fields.json, for administrators. */
export function listCustomFields({ sample, caller }: Ask): Response {
  requireAdmin(sample.switches, caller);
  const { state } = sample;
  const refs = (table: { get(id: number): { id: number; name: string } | undefined }, ids: number[]) =>
    ids.flatMap((id) => table.get(id) ?? []).map(({ id, name }) => ({ id, name }));

  const custom_fields = state.customFields.all().map((field) =>
    compact({
      id: field.id,
      name: field.name,
      description: null,
      customized_type: field.customized_type,
      field_format: field.field_format,
      regexp: "",
      min_length: null,
      max_length: field.max_length,
      is_required: field.is_required,
      is_filter: field.is_filter,
      searchable: field.searchable,
      multiple: field.multiple,
      default_value: field.default_value,
      visible: field.roles.length === 0,
      editable: true,
      possible_values: possibleValues(field),
      trackers: field.customized_type === "issue" ? refs(state.trackers, field.trackers) : undefined,
      roles: field.customized_type === "issue" ? refs(state.roles, field.roles) : undefined,
    }),
  );
  return json({ custom_fields });
}

function possibleValues(field: CustomField): object[] | undefined {
  if (field.field_format === "bool") {
    return [
      { value: "1", label: "Yes" },
      { value: "0", label: "No" },
    ];
  }
  if (field.possible_values.length === 0) return undefined;
  return field.possible_values.map((value) => ({ value, label: value }));
}
