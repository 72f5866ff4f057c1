import { z } from "zod";
import { line } from "../../format/clean.ts";
import { fieldsOf } from "../../format/time-entries.ts";
import { hours as inHours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type TimeEntry, timeEntryAnswer } from "../../redmine/content.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { activitiesOf, hasDefaultActivity } from "../../redmine/lists.ts";
import { choose, entries } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { choosePerson } from "../../redmine/people.ts";
import { resolveProject } from "../../redmine/projects.ts";
import type { Named } from "../../redmine/values.ts";
import { ToolRefusal } from "../errors.ts";
import { date as day, nameOrId } from "../input.ts";
import { issueNumber } from "../issues/input.ts";
import { defineTool } from "../tool.ts";
import { fieldValues, type GivenFields, ignoredFields } from "./time-field-values.ts";
import { durationOf } from "./update-time-entry.ts";

export const logTime = defineTool({
  name: "log_time",
  title: "Log time",
  description: "Logs hours spent on an issue or a project.",
  access: "write",
  toolset: "core",
  scopes: ["log_time", "view_issues"],
  extraScopes: ["view_project", "view_time_entries", "log_time_for_other_users", "view_members"],
  parameters: z.object({
    hours: z.union([z.string().max(20), z.number()], { error: "give hours, such as 1.5 or 1:30" }),
    issue_id: issueNumber.optional(),
    project_id: nameOrId.optional(),
    activity: nameOrId.optional(),
    date: day.optional().describe("default today"),
    comment: z.string().max(1_024).optional(),
    user: nameOrId.optional().describe("somebody else"),
    custom_fields: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe("by name"),
  }),
  execute: async ({ hours, issue_id, project_id, activity, date, comment, user, custom_fields }, context) => {
    const { redmine, quote } = context;
    const spent = durationOf(hours, "logged");
    const { project, issue } = await placeOf(issue_id, project_id, redmine);
    const [kind, person, fields] = await Promise.all([
      activityOf(activity, project, redmine),
      user === undefined ? undefined : choosePerson(user, project, redmine),
      fieldValues(custom_fields ?? {}, redmine),
    ]);

    const sent = {
      ...(issue ? { issue_id: issue.id } : { project_id: project.id }), // an identifier is not accepted here
      hours: spent,
      ...(kind && { activity_id: kind.id }),
      ...(date && { spent_on: date }), // Redmine knows what day it is where the user is
      ...(comment !== undefined && { comments: comment }),
      ...(person && person.id !== redmine.userId && { user_id: person.id }),
      ...(fields.length > 0 && { custom_fields: fields }),
    };
    const { time_entry: entry } = await redmine.post(
      path`time_entries.json`,
      { time_entry: sent },
      { what: issue ? `time on issue #${issue.id}` : "time in this project", schema: timeEntryAnswer },
    );

    const kept = [inHours(entry.hours), entry.spent_on, line(entry.activity.name), line(entry.user.name)];
    const place = issue ? `${line(issue.tracker.name)} #${issue.id}: ${line(issue.subject)}` : line(project.name);
    const told = [...kept, ...fieldsOf(entry)].join(", ");
    return `${outcome(entry, { spent, date, person, custom_fields })}\n${quote(`${told}\n${place}`)}`;
  },
});

async function placeOf(issueId: number | undefined, projectId: string | number | undefined, redmine: RedmineReader) {
  if (issueId !== undefined && projectId === undefined) {
    const { issue } = await redmine.get(path`issues/${issueId}.json`, issueAnswer, { what: `issue #${issueId}` });
    return { project: issue.project, issue };
  }
  if (projectId !== undefined && issueId === undefined) {
    return { project: await resolveProject(projectId, redmine), issue: undefined };
  }
  throw new ToolRefusal("Give either issue_id or project_id. Nothing was logged.");
}

/** Undefined where Redmine has a default of its own. */
async function activityOf(
  given: string | number | undefined,
  project: Named,
  redmine: RedmineReader,
): Promise<Named | undefined> {
  const list = activitiesOf(project);
  if (given !== undefined) return choose(list, given, redmine);

  const [known, defaulted] = await Promise.all([entries(list, redmine), hasDefaultActivity(redmine)]);
  if (defaulted) return undefined;
  if (known.length === 1) return known[0];
  const names = known.map(({ name }) => line(name, 60)).join(", ");
  throw new ToolRefusal(`Redmine has no default activity. Give one of: ${names}. Nothing was logged.`);
}

interface Asked {
  spent: number;
  date: string | undefined;
  person: { id: number } | undefined;
  custom_fields: GivenFields | undefined;
}

function outcome(entry: TimeEntry, { spent, date, person, custom_fields }: Asked): string {
  const wrong = [
    Math.abs(entry.hours - spent) > 0.01 && "the hours", // Redmine keeps two decimals
    date && entry.spent_on !== date && "the date",
    person && entry.user.id !== person.id && "the person",
    ...ignoredFields(custom_fields ?? {}, entry),
  ].filter(Boolean);
  const but = wrong.length > 0 ? ` But Redmine did not take as asked: ${wrong.join(", ")}.` : "";
  return `Logged as time entry ${entry.id}.${but}`;
}
