import { z } from "zod";
import { foreign, line } from "../format/clean.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { choosePerson } from "../redmine/people.ts";
import type { Project } from "../redmine/projects.ts";
import { parseYesNo } from "../redmine/yes-no.ts";

/** A day; dates.ts has the grammar and the refusal. */
export const date = z.string().trim().min(1).max(60);

/** Yes or no; models also write "true" and people "no". */
export const yesNo = z
  .union([z.boolean(), z.string().max(20)], { error: "give true or false" })
  .transform((input, context) => {
    const parsed = parseYesNo(input);
    if (parsed === undefined) context.addIssue({ code: "custom", message: "give true or false" });
    return parsed ?? false;
  })
  .meta({ type: "boolean" });

/** A whole number; digits in a string are one too. */
export function wholeNumber(min: number, max: number) {
  const error = `give a whole number from ${min} to ${max}`;
  return z
    .union(
      [
        z.int(),
        z
          .string()
          .trim()
          .regex(/^[+-]?\d{1,9}$/)
          .transform(Number),
      ],
      { error },
    )
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }))
    .meta({ type: "integer" });
}

/** How many rows. More than `most` is `most`, and `limitNote` says so. */
export function rowLimit(least: number, most: number) {
  return z
    .int()
    .min(least)
    .transform((rows) => Math.min(rows, most))
    .meta({ type: "integer", minimum: least, maximum: most });
}

/** A sentence where a call asked for more rows than a tool gives. `parsed` holds what was taken instead. */
export function limitNote(args: object, parsed: object): string {
  const requested = "limit" in args ? args.limit : undefined;
  const most = "limit" in parsed ? parsed.limit : undefined;
  return typeof requested === "number" && typeof most === "number" && requested > most
    ? `limit is at most ${most}.`
    : "";
}

const mostFields = 50; // in one call: each may cost Redmine a request or two

/** Values of custom fields, by name or id. */
export function fieldMap<Value extends z.ZodType>(value: Value) {
  return z
    .record(z.string().max(255), value, { error: 'give them as {"name": value}' })
    .refine((fields) => Object.keys(fields).length <= mostFields, { error: `give at most ${mostFields} in one call` });
}

/** A number is an id; a text is first a name. */
export const nameOrId = z.union([z.string().trim().min(1).max(255), z.int().positive()], {
  error: "give a name, or an id as a whole number",
});

/** Somebody by name or id; "me" is the signed-in user. */
export async function personOrMe(
  value: string | number,
  project: Pick<Project, "id" | "name">,
  redmine: RedmineReader,
): Promise<{ id: number; name?: string }> {
  return value === "me" ? { id: redmine.userId } : choosePerson(value, project, redmine);
}

/** “Priya” is Priya Sharma: a sentence where a text is less than the whole name. */
export function personMeant(input: string | number, { name }: { name?: string }): string | undefined {
  const plain = (text: string) => text.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
  if (typeof input === "number" || name === undefined || plain(input) === plain(name)) return undefined;
  return `“${line(input, 80)}” is ${foreign(name, 80)}.`;
}

/** An issue's number; people also write "#61". */
export const issueNumber = z
  .union(
    [
      z.int().positive(),
      z
        .string()
        .trim()
        .regex(/^#?[1-9]\d{0,9}$/)
        .transform((text) => Number(text.replace("#", ""))),
    ],
    { error: "give an issue's number, or its address in this Redmine" },
  )
  .meta({ type: "integer" });
