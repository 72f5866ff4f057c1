import { z } from "zod";
import { named } from "./named.ts";

export const journalDetail = z.object({
  /** attr, cf, attachment, relation, or a word of a plugin's. */
  property: z.string(),
  /** A column ("status_id"), a custom field's id, an attachment's id or a relation's type. */
  name: z.string(),
  old_value: z.string().nullish(),
  new_value: z.string().nullish(),
});

export type JournalDetail = z.output<typeof journalDetail>;

/** One entry of an issue's history: a note, changes, or both. Redmine before 5.1 has no updated_on here. */
export const journal = z.object({
  id: z.number(),
  user: named.optional(),
  notes: z.string().nullish(),
  created_on: z.string(),
  private_notes: z.boolean().optional(),
  details: z.array(journalDetail).default([]),
});

export type Journal = z.output<typeof journal>;
