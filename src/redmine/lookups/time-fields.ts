import { path } from "../path.ts";
import { timeEntriesAnswer } from "../schemas/time-entry.ts";
import type { NamedList } from "./named-list.ts";

/** A custom field of time entries. */
export interface TimeField {
  id: number;
  name: string;
  /** What the newest entry has there: "0" and "1" are how Redmine writes no and yes. */
  value?: unknown;
}

/** The newest entry this person sees shows every field there is: the list of fields itself is for administrators. */
export const timeFields: NamedList<TimeField> = {
  kind: "time-fields",
  what: "custom field of time entries",
  load: async (redmine) => {
    const answer = await redmine.get(path`time_entries.json`, timeEntriesAnswer, {
      what: "time entries",
      query: { limit: 1 },
    });
    return answer.time_entries[0]?.custom_fields ?? [];
  },
};
