import { z } from "zod";
import { named } from "./named.ts";

const activity = named.extend({ is_default: z.boolean().optional(), active: z.boolean().optional() });

export const activityList = z.object({ time_entry_activities: z.array(activity) });

/** A project's own choice; missing without view_time_entries. */
export const projectActivities = z.object({
  project: z.object({ time_entry_activities: z.array(named).optional() }),
});
