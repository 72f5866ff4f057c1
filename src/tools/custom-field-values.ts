import { foreign, line } from "../format/clean.ts";
import type { RedmineReader } from "../redmine/client.ts";
import type { FormField } from "../redmine/issue-form.ts";
import { byName, unknownName } from "../redmine/named-list.ts";
import { onePerson } from "../redmine/people.ts";
import { parseYesNo } from "../redmine/yes-no.ts";
import { type Kind, parseDecimal } from "./compare.ts";
import { resolveDay } from "./dates.ts";
import { ToolRefusal } from "./errors.ts";

/** A custom field, with what Redmine's form says of it where there is one. */
export type KnownField = Pick<FormField, "id" | "name"> & Partial<FormField>;

export type FieldInput = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** A custom field and the values that Redmine is to store in it. */
export interface StoredField {
  id: number;
  name: string;
  /** As Redmine stores them: ids for people, versions and key/value entries, "1" and "0" for yes and no. */
  values: readonly string[];
  /** The same as people read them. */
  labels: readonly string[];
  /** What people call any value of the field. */
  labelOf(value: string): string;
  multiple: boolean;
  /** How saved values are to be compared with these; undefined where the kind of the field is not known. */
  kind: Kind | undefined;
}

interface Context {
  redmine: RedmineReader;
  now: Date;
}

const formats: Readonly<Record<string, Kind>> = { int: "number", float: "number", progressbar: "number" };

/** What people write becomes what Redmine stores. Throws ToolRefusal or LookupRefusal for what the field cannot hold. */
export async function storedField(field: KnownField, input: FieldInput, context: Context): Promise<StoredField> {
  const all = (Array.isArray(input) ? input : [input]).filter((each) => each !== null && each !== "");
  if (all.length > 1 && field.multiple === false) {
    throw new ToolRefusal(`“${foreign(field.name, 80)}” takes one value, not ${all.length}.`);
  }
  const values = [...new Set(await Promise.all(all.map((each) => storedValue(field, each, context))))];
  return {
    id: field.id,
    name: field.name,
    values,
    labels: values.map((value) => valueLabel(field, value)),
    labelOf: (value) => valueLabel(field, value),
    multiple: field.multiple ?? Array.isArray(input),
    kind: field.format === undefined ? undefined : (formats[field.format] ?? "text"),
  };
}

/** What people call a stored value: names for ids, Yes and No. */
export function valueLabel(field: Partial<FormField>, value: string): string {
  if (field.format === "bool") return value === "1" ? "Yes" : value === "0" ? "No" : value;
  return field.values?.find((each) => each.value === value)?.label ?? value;
}

async function storedValue(field: KnownField, input: string | number | boolean | null, context: Context) {
  const text = String(input).trim();
  switch (field.format) {
    case "bool":
      return yesNo(field, input);
    case "date":
      return resolveDay(text, field.name, context);
    case "int":
      if (/^[+-]?\d{1,30}$/.test(text)) return text;
      throw domainRefusal(field, text, "a whole number");
    case "float":
      return float(field, text);
    case "progressbar":
      return percent(field, text);
    case "attachment":
      throw new ToolRefusal(
        `“${foreign(field.name, 80)}” holds a file: fill it on the issue's page in Redmine. upload_file attaches files to the issue itself.`,
      );
    default:
      if (typeof input === "boolean" && !field.values) return input ? "1" : "0";
      return field.values ? listed(field, field.values, String(input), context.redmine.userId) : String(input);
  }
}

function domainRefusal(field: KnownField, text: string, takes: string): ToolRefusal {
  return new ToolRefusal(`“${line(text, 80)}” is not a value of ${foreign(field.name, 80)}: it takes ${takes}.`);
}

function yesNo(field: KnownField, input: unknown): string {
  // the form's own words are in the user's language
  const [option] = field.values ? byName(String(input), asNamed(field.values)) : [];
  const yes = option ? option.value === "1" : parseYesNo(input);
  if (yes !== undefined) return yes ? "1" : "0";
  throw new ToolRefusal(`“${line(String(input), 80)}” is not a value of ${foreign(field.name, 80)}. Allowed: Yes, No.`);
}

function float(field: KnownField, text: string): string {
  const number = parseDecimal(text);
  if (number !== undefined) return number;
  // Redmine takes more, and knows how the user's language writes numbers
  if (/\d/.test(text) && /^[\d.,+\-eE_]{1,60}$/.test(text)) return text;
  throw domainRefusal(field, text, "a number");
}

function percent(field: KnownField, text: string): string {
  const number = text.endsWith("%") ? text.slice(0, -1).trimEnd() : text;
  if (/^\d{1,3}$/.test(number) && Number(number) <= 100) return String(Number(number));
  throw domainRefusal(field, text, "a whole number from 0 to 100");
}

function asNamed(values: NonNullable<FormField["values"]>) {
  return values.map(({ label, value }) => ({ name: label, value }));
}

function listed(field: KnownField, values: NonNullable<FormField["values"]>, text: string, userId: number): string {
  if (values.some(({ value }) => value === text)) return text;
  if (field.format === "user" && text === "me") return String(userId);
  const [match, ...others] = byName(text, asNamed(values));
  if (match && others.length === 0) return match.value;
  if (field.format === "user" && !match) {
    const people = values.map(({ label, value }) => ({ id: Number(value), name: label }));
    const person = onePerson(text, people, `value of ${line(field.name, 80)}`);
    if (person) return String(person.id);
  }
  throw unknownName({
    kind: `value of ${foreign(field.name, 80)}`,
    input: text,
    names: values.map(({ label, value }) => (others.length > 0 ? `${value} (${label})` : label)),
  });
}
