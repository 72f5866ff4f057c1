import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { TimeEntry } from "../../redmine/content.ts";
import { timeFields } from "../../redmine/custom-fields.ts";
import { choose } from "../../redmine/named-list.ts";

export type GivenFields = Readonly<Record<string, string | number | boolean>>;

/** Custom fields as Redmine takes them. It does not check yes/no fields, so what they are sent is made sure of here. */
export async function fieldValues(
  given: GivenFields,
  redmine: RedmineReader,
): Promise<{ id: number; value: string }[]> {
  return Promise.all(
    Object.entries(given).map(async ([name, value]) => {
      const field = await choose(timeFields, name, redmine);
      return { id: field.id, value: sentAs(value, field.value === "0" || field.value === "1") };
    }),
  );
}

function sentAs(value: string | number | boolean, yesNo: boolean): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (!yesNo) return String(value);
  if (/^(yes|true)$/i.test(String(value))) return "1";
  if (/^(no|false)$/i.test(String(value))) return "0";
  return String(value);
}

/** Names of the fields that came out otherwise than asked. */
export function ignoredFields(given: GivenFields, { custom_fields = [] }: TimeEntry): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const kept = custom_fields.find(
      (field) => field.name.toLowerCase() === name.toLowerCase() || String(field.id) === name,
    );
    const same = kept && [String(value), sentAs(value, true)].includes(String(kept.value));
    return same ? [] : [line(name, 60)];
  });
}
