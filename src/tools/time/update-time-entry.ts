import { z } from "zod";
import { line } from "../../format/clean.ts";
import { timeEntryLine } from "../../format/time-entries.ts";
import { hours, parseHours } from "../../format/units.ts";
import { timeEntryAnswer } from "../../redmine/content.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { activitiesOf } from "../../redmine/lists.ts";
import { choose } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { attempt, confirm, confirmed, gone } from "../confirm.ts";
import { resolveDay } from "../dates.ts";
import { date, issueNumber, nameOrId, personOrMe } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { sendAndRead, unread, writeResult } from "../write-result.ts";
import {
  explainInvalidTime,
  fieldTexts,
  requestedOf,
  storedTimeFields,
  timeEntryStates,
  timeFieldInput,
  timeFieldJson,
  writtenLabels,
} from "./time-field-values.ts";

/** Hours from the forms people write. `done` is what did not happen where they are none. */
export function durationOf(input: string | number, done: "logged" | "changed"): number {
  const spent = parseHours(input);
  if (spent !== undefined && spent >= 0 && spent <= 1_000) return spent;
  throw new ToolRefusal(
    `hours: “${line(String(input), 30)}” is not a duration. Give hours as 1.5, 1:30 or 1h30m. Nothing was ${done}.`,
  );
}

export const updateTimeEntry = defineTool({
  name: "update_time_entry",
  title: "Change logged time",
  description: "Changes only what is given.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "time",
  scopes: ["view_time_entries", "edit_own_time_entries"],
  extraScopes: ["edit_time_entries", "log_time_for_other_users", "view_issues", "view_members", "view_project"],
  parameters: z.object({
    time_entry_id: z.int().positive(),
    hours: z.union([z.string().max(20), z.number()], { error: "give hours, such as 1.5 or 1:30" }).optional(),
    issue_id: issueNumber.optional(),
    project_id: nameOrId.optional().describe("takes it off its issue"),
    activity: nameOrId.optional(),
    date: date.optional(),
    comment: z.string().max(1_024).optional(),
    user: nameOrId.optional(),
    custom_fields: timeFieldInput,
  }),
  execute: async (args, { redmine, quote, now }) => {
    const { time_entry_id: id, hours, issue_id, project_id, activity, date, comment, user, custom_fields = {} } = args;
    const what = `time entry ${id}`;
    if (issue_id !== undefined && project_id !== undefined) {
      throw new ToolRefusal("Give issue_id or project_id, not both. Nothing was changed.");
    }
    const spent = hours === undefined ? undefined : durationOf(hours, "changed");
    const { time_entry: before } = await redmine.get(path`time_entries/${id}.json`, timeEntryAnswer, { what });

    const issue =
      issue_id === undefined
        ? undefined
        : (await redmine.get(path`issues/${issue_id}.json`, issueAnswer, { what: `issue #${issue_id}` })).issue;
    const newProject = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const project = issue?.project ?? newProject ?? before.project;
    const [kind, person, day, fields] = await Promise.all([
      activity === undefined ? undefined : choose(activitiesOf(project), activity, redmine),
      user === undefined ? undefined : personOrMe(user, project, redmine),
      date === undefined ? undefined : resolveDay(date, "date", { redmine, now }),
      storedTimeFields(custom_fields, { project, issue: issue ?? before.issue }, { redmine, now }),
    ]);

    const json = {
      ...(spent !== undefined && { hours: spent }),
      ...(issue && { issue_id: issue.id, project_id: issue.project.id }),
      ...(newProject && { project_id: newProject.id, issue_id: "" }),
      ...(kind && { activity_id: kind.id }),
      ...(day && { spent_on: day }),
      ...(comment !== undefined && { comments: comment }),
      ...(person && { user_id: person.id }),
      ...(fields.length > 0 && { custom_fields: timeFieldJson(fields) }),
    };
    if (Object.keys(json).length === 0) throw new ToolRefusal("There is nothing to change: give at least one field.");
    const endpoint = path`time_entries/${id}.json`;
    const { after: answer, error } = await sendAndRead(redmine.put(endpoint, { time_entry: json }, { what }), () =>
      redmine.get(endpoint, timeEntryAnswer, { what }),
    );
    if (!answer) return unread(what);
    const { time_entry: after } = answer;
    const labelOf = await writtenLabels(fields, [after, before], redmine);
    const states = timeEntryStates(after, labelOf);
    const requested = requestedOf(
      {
        hours: spent,
        date: day,
        activity: kind,
        person,
        issue: newProject ? null : issue,
        project: newProject,
        comment,
        fields,
      },
      after,
      states,
    );
    const result = () =>
      writeResult({
        what,
        did: "changed",
        before: timeEntryStates(before, labelOf),
        after: states,
        requested,
        summary: timeEntryLine(after, fieldTexts(states, fields.length > 0)),
        quote,
        error,
      });
    return Promise.resolve()
      .then(result)
      .catch((reason: unknown) => explainInvalidTime(reason, { project, issue: issue ?? before.issue }, redmine));
  },
});

export const deleteTimeEntry = defineTool({
  name: "delete_time_entry",
  title: "Delete logged time",
  description: "Deletes a time entry.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_time_entries", "edit_own_time_entries"],
  extraScopes: ["edit_time_entries"],
  parameters: z.object({ time_entry_id: z.int().positive(), confirm }),
  execute: async ({ time_entry_id: id, confirm: confirmation }, { redmine, quote }) => {
    const endpoint = path`time_entries/${id}.json`;
    const what = `time entry ${id}`;
    const { time_entry: entry } = await redmine.get(endpoint, timeEntryAnswer, { what });
    const target = entry.issue ? `#${entry.issue.id}` : line(entry.project.name, 80);
    const name = [hours(entry.hours), entry.spent_on, line(entry.user.name, 80), target].join(", ");

    confirmed({ what, name, with: [] }, confirmation, quote);
    const error = await attempt(redmine.delete(endpoint, { what }));
    return gone(what, redmine.get(endpoint, timeEntryAnswer, { what }), error);
  },
});
