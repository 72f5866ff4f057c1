import { z } from "zod";
import { named } from "./named.ts";

/** A project's list also has the versions that other projects share with it. */
export const version = z.object({
  id: z.number(),
  name: z.string(),
  project: named.optional(),
  status: z.string().optional(),
  due_date: z.string().nullish(),
  description: z.string().nullish(),
  sharing: z.string().optional(),
  wiki_page_title: z.string().nullish(),
});

export type Version = z.output<typeof version>;

export const versionList = z.object({ versions: z.array(version) });
