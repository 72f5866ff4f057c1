import { z } from "zod";

/** Redmine before 5.0 does not tell the fields that a tracker uses. */
export const tracker = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string().nullish(),
  enabled_standard_fields: z.array(z.string()).optional(),
});

export type Tracker = z.output<typeof tracker>;

export const trackerList = z.object({ trackers: z.array(tracker) });
