import { z } from "zod";

/** How Redmine refers to a record inside another one. */
export const named = z.object({ id: z.number(), name: z.string() });
export type Named = z.output<typeof named>;

/** Redmine leaves a text out, writes null or writes "": all mean that there is none. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

const single = z.union([z.string(), z.number().transform(String), z.boolean().transform((yes) => (yes ? "1" : "0"))]);

/** A custom field on a record. People, versions and key/value entries stand as ids in `value`, whose kind the API does not tell. */
export const customValue = z.object({
  id: z.number(),
  name: z.string(),
  multiple: z.boolean().optional(),
  value: z.union([single, z.array(single)]).nullish(),
});

export type CustomValue = z.output<typeof customValue>;

/** What the field holds, without the ways in which Redmine writes "nothing". */
export function valuesOf({ value }: CustomValue): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((entry): entry is string => typeof entry === "string" && entry !== "");
}
