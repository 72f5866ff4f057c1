import { z } from "zod";
import { line } from "../../format/clean.ts";
import { hours } from "../../format/hours.ts";
import { path } from "../../redmine/path.ts";
import { timeEntryAnswer } from "../../redmine/schemas/time-entry.ts";
import { defineTool } from "../tool.ts";
import { confirm, confirmed } from "./confirmed.ts";
import { gone } from "./gone.ts";

export const deleteTimeEntry = defineTool({
  name: "delete_time_entry",
  title: "Delete logged time",
  description: "Deletes a time entry for good.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_time_entries", "edit_own_time_entries"],
  extraScopes: ["edit_time_entries"],
  input: z.object({ time_entry_id: z.int().positive(), confirm }),
  run: async ({ time_entry_id: id, confirm: given }, { redmine, quote }) => {
    const at = path`time_entries/${id}.json`;
    const what = `time entry ${id}`;
    const { time_entry: entry } = await redmine.get(at, timeEntryAnswer, { what });
    const place = entry.issue ? `#${entry.issue.id}` : line(entry.project.name, 80);
    const name = [hours(entry.hours), entry.spent_on, line(entry.user.name, 80), place].join(", ");

    confirmed({ what, name, with: [] }, given, quote);
    await redmine.delete(at, { what });
    return gone(what, redmine.get(at, timeEntryAnswer, { what }));
  },
});
