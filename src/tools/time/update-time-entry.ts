import { z } from "zod";
import { line } from "../../format/clean.ts";
import { hours as inHours } from "../../format/hours.ts";
import { fieldsOf } from "../../format/time-entries.ts";
import { activitiesOf } from "../../redmine/lookups/activities.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { issueAnswer } from "../../redmine/schemas/issue.ts";
import { timeEntryAnswer } from "../../redmine/schemas/time-entry.ts";
import { date as day } from "../date.ts";
import { issueNumber } from "../issues/issue-number.ts";
import { nameOrId } from "../name-or-id.ts";
import { butNot, notTaken } from "../not-taken.ts";
import { personOrMe } from "../person-or-me.ts";
import { readAgain, unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { durationOf } from "./duration-of.ts";
import { fieldValues, ignoredFields } from "./time-field-values.ts";

export const updateTimeEntry = defineTool({
  name: "update_time_entry",
  title: "Change logged time",
  description: "Changes only what is given of a time entry, whose id list_time_entries shows.",
  access: "write",
  toolset: "time",
  scopes: ["view_time_entries", "edit_own_time_entries"],
  extraScopes: ["edit_time_entries", "log_time_for_other_users", "view_issues", "view_members", "view_project"],
  input: z.object({
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
  run: async ({ time_entry_id: id, hours, issue_id, project_id, ...given }, { redmine, lookups, quote }) => {
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
    const place = project_id === undefined ? undefined : await resolveProject(project_id, redmine, lookups);
    const project = issue?.project ?? place ?? before.project;
    const [kind, person, fields] = await Promise.all([
      activity === undefined ? undefined : choose(activitiesOf(project), activity, redmine, lookups),
      user === undefined ? undefined : personOrMe(user, project, redmine, lookups),
      fieldValues(custom_fields, redmine, lookups),
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
