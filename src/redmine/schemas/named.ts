import { z } from "zod";

/** How Redmine refers to a record inside another one. */
export const named = z.object({ id: z.number(), name: z.string() });
export type Named = z.output<typeof named>;

/** Redmine leaves a text out, writes null or writes "": all mean that there is none. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);
