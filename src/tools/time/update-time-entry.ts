import { z } from "zod";
import { line } from "../../format/clean.ts";
import { fieldsOf } from "../../format/time-entries.ts";
import { hours, hours as inHours, parseHours } from "../../format/units.ts";
import { timeEntryAnswer } from "../../redmine/content.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { activitiesOf } from "../../redmine/lists.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { confirm, confirmed, gone } from "../confirm.ts";
import { ToolRefusal } from "../errors.ts";
import { date as day, nameOrId, personOrMe } from "../input.ts";
import { issueNumber } from "../issues/input.ts";
import { defineTool } from "../tool.ts";
import { butNot, notTaken, readAgain, unread } from "../write-result.ts";
import { fieldValues, ignoredFields } from "./time-field-values.ts";

/** Hours from the forms people write. `done` is what did not happen where they are none. */
export function durationOf(given: string | number, done: "logged" | "changed"): number {
  const spent = parseHours(given);
  if (spent !== undefined && spent > 0 && spent <= 1_000) return spent;
  throw new ToolRefusal(
    `hours: “${line(String(given), 30)}” is no duration. Give hours as 1.5, 1:30 or 1h30m. Nothing was ${done}.`,
  );
}

export const updateTimeEntry = defineTool({
  name: "update_time_entry",
  title: "Change logged time",
  description: "Changes only what is given of a time entry, whose id list_time_entries shows.",
  access: "write",
  annotations: { destructiveHint: true, idempotentHint: true },
  toolset: "time",
  scopes: ["view_time_entries", "edit_own_time_entries"],
  extraScopes: ["edit_time_entries", "log_time_for_other_users", "view_issues", "view_members", "view_project"],
  parameters: z.object({
    time_entry_id: z.int().positive(),
    hours: z.union([z.string().max(20), z.number()], { error: "give hours, such as 1.5 or 1:30" }).optional(),
    issue_id: issueNumber.optional(),
    project_id: nameOrId.optional().describe("moves it to a project, off its issue"),
    activity: nameOrId.optional(),
    date: day.optional(),
    comment: z.string().max(1_024).optional(),
    user: nameOrId.optional(),
    custom_fields: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]), { error: 'give them as {"name": value}' })
      .optional(),
  }),
  execute: async ({ time_entry_id: id, hours, issue_id, project_id, ...given }, { redmine, quote }) => {
    const what = `time entry ${id}`;
    if (issue_id !== undefined && project_id !== undefined) {
      throw new ToolRefusal("Give issue_id or project_id, not both. Nothing was changed.");
    }
    const spent = hours === undefined ? undefined : durationOf(hours, "changed");
    const { time_entry: before } = await redmine.get(path`time_entries/${id}.json`, timeEntryAnswer, { what });
    const { activity, date, comment, user, custom_fields = {} } = given;

    const issue =
      issue_id === undefined
        ? undefined
        : (await redmine.get(path`issues/${issue_id}.json`, issueAnswer, { what: `issue #${issue_id}` })).issue;
    const place = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const project = issue?.project ?? place ?? before.project;
    const [kind, person, fields] = await Promise.all([
      activity === undefined ? undefined : choose(activitiesOf(project), activity, redmine),
      user === undefined ? undefined : personOrMe(user, project, redmine),
      fieldValues(custom_fields, redmine),
    ]);

    const json = {
      ...(spent !== undefined && { hours: spent }),
      ...(issue && { issue_id: issue.id, project_id: issue.project.id }),
      ...(place && { project_id: place.id, issue_id: "" }),
      ...(kind && { activity_id: kind.id }),
      ...(date && { spent_on: date }),
      ...(comment !== undefined && { comments: comment }),
      ...(person && { user_id: person.id }),
      ...(fields.length > 0 && { custom_fields: fields }),
    };
    if (Object.keys(json).length === 0) throw new ToolRefusal("There is nothing to change: give at least one field.");
    await redmine.put(path`time_entries/${id}.json`, { time_entry: json }, { what });

    const after = (await readAgain(redmine.get(path`time_entries/${id}.json`, timeEntryAnswer, { what })))?.time_entry;
    if (!after) return unread(what);
    const ignored = notTaken({
      hours: [spent?.toFixed(2), after.hours.toFixed(2)], // Redmine keeps two decimals
      issue_id: [place ? "" : issue?.id, after.issue?.id],
      project_id: [place?.id, after.project.id],
      activity: [kind?.name, after.activity.name],
      date: [date, after.spent_on],
      comment: [comment, after.comments],
      user: [person?.id, after.user.id],
    });
    const told = [
      inHours(after.hours),
      after.spent_on,
      line(after.activity.name),
      line(after.user.name),
      after.issue ? `#${after.issue.id}` : line(after.project.name),
      ...fieldsOf(after),
    ].join(", ");
    const comments = after.comments ? `: ${line(after.comments, 300)}` : "";
    const but = butNot([...ignored, ...ignoredFields(custom_fields, after)]);
    return `Time entry ${id} was changed.${but}\n${quote(told + comments)}`;
  },
});

export const deleteTimeEntry = defineTool({
  name: "delete_time_entry",
  title: "Delete logged time",
  description: "Deletes a time entry for good.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_time_entries", "edit_own_time_entries"],
  extraScopes: ["edit_time_entries"],
  parameters: z.object({ time_entry_id: z.int().positive(), confirm }),
  execute: async ({ time_entry_id: id, confirm: given }, { redmine, quote }) => {
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
