import { line } from "../../format/clean.ts";
import type { FormField } from "../../redmine/issue-form.ts";
import { byName } from "../../redmine/lookups/named-list.ts";
import { unknownName } from "../../redmine/lookups/refusal.ts";
import { valuesOf } from "../../redmine/schemas/custom-value.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { dayOf } from "./date-filter.ts";
import type { FieldValue } from "./issue-input.ts";
import { same, type Wanted } from "./wanted.ts";

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
