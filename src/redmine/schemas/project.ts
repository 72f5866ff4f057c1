import { z } from "zod";
import { customValue } from "./custom-value.ts";
import { named, optionalText } from "./named.ts";

/** A project with what `include` asked for; parts are missing without the permissions to see them. */
export const project = z.object({
  id: z.number(),
  name: z.string(),
  identifier: z.string(),
  description: optionalText,
  homepage: optionalText,
  parent: named.optional(),
  status: z.number().optional(),
  is_public: z.boolean().optional(),
  inherit_members: z.boolean().optional(),
  custom_fields: z.array(customValue).default([]),
  trackers: z.array(named).default([]),
  issue_categories: z.array(named).default([]),
  time_entry_activities: z.array(named).default([]),
  enabled_modules: z.array(z.object({ name: z.string() })).default([]),
  issue_custom_fields: z.array(named).default([]),
});
export type FullProject = z.output<typeof project>;

export const projectAnswer = z.object({ project });
