import { type Caller, isAdmin, rolesIn } from "./access/permissions.ts";
import type { CustomField, CustomValues, Project } from "./records.ts";
import type { Sample } from "./sample.ts";

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
