import { z } from "zod";
import { named, optionalText } from "./named.ts";

export const timeEntry = z.object({
  id: z.number(),
  project: named,
  issue: z.object({ id: z.number() }).optional(),
  user: named,
  activity: named,
  hours: z.number(),
  comments: optionalText,
  spent_on: z.string(),
  custom_fields: z.array(z.object({ id: z.number(), name: z.string(), value: z.unknown() })).optional(),
});
export type TimeEntry = z.output<typeof timeEntry>;

export const timeEntryAnswer = z.object({ time_entry: timeEntry });
export const timeEntriesAnswer = z.object({ time_entries: z.array(timeEntry), total_count: z.number() });
