import { z } from "zod";
import { amongOthers, foreign, line } from "../../format/clean.ts";
import { timeEntryLine } from "../../format/time-entries.ts";
import type { RedmineReader, RedmineWriter } from "../../redmine/client.ts";
import { timeEntriesAnswer, timeEntryAnswer } from "../../redmine/content.ts";
import { issueAnswer } from "../../redmine/issues.ts";
import { activitiesOf, hasDefaultActivity } from "../../redmine/lists.ts";
import { choose, entries } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { choosePerson } from "../../redmine/people.ts";
import { resolveProject } from "../../redmine/projects.ts";
import type { Named } from "../../redmine/values.ts";
import { batchResult, runBatch } from "../batch.ts";
import { createdDespite } from "../created-despite.ts";
import { parseDay, resolveDay } from "../dates.ts";
import { date, issueNumber, nameOrId } from "../input.ts";
import { defineTool, type ToolContext, ToolRefusal } from "../tool.ts";
import { writeResult } from "../write-result.ts";
import {
  explainInvalidTime,
  fieldTexts,
  type RequestedEntry,
  requestedOf,
  storedTimeFields,
  timeEntryStates,
  timeFieldInput,
  timeFieldJson,
  writtenLabels,
} from "./time-field-values.ts";
import { durationOf } from "./update-time-entry.ts";

const entryFields = {
  hours: z.union([z.string().max(20), z.number()], { error: "give hours, such as 1.5 or 1:30" }),
  issue_id: issueNumber.optional(),
  project_id: nameOrId.optional(),
  activity: nameOrId.optional(),
  date: date.optional(),
  comment: z.string().max(1_024).optional(),
  user: nameOrId.optional().describe("somebody else"),
  custom_fields: timeFieldInput,
};

const entryInput = z.strictObject(entryFields);
type EntryInput = z.output<typeof entryInput>;

const scopes = ["log_time", "view_issues"];
const extraScopes = ["view_project", "view_time_entries", "log_time_for_other_users", "view_members"];

export const logTime = defineTool({
  name: "log_time",
  title: "Log time",
  description: "Logs hours spent on an issue or project.",
  access: "write",
  toolset: "core",
  scopes,
  extraScopes,
  parameters: z.object({
    ...entryFields,
    more: z
      .array(z.record(z.string(), z.unknown()).pipe(entryInput))
      .max(49)
      .optional()
      .describe("more entries; fields left out are as above"),
  }),
  execute: async ({ more = [], ...first }, context) => {
    const created = new Set<number>();
    if (more.length === 0) return logEntry(first, context, created);

    const { hours: _, comment: __, ...shared } = first;
    const { issue_id, project_id, ...others } = shared;
    const further = more.map((entry) => {
      const elsewhere = entry.issue_id !== undefined || entry.project_id !== undefined;
      return { ...others, ...(!elsewhere && { issue_id, project_id }), ...entry };
    });
    const rows = await runBatch({
      items: [first, ...further],
      nameOf: (_entry, index) => `Entry ${index + 1}`,
      run: async (entry) => ({
        text: await logEntry(entry, { ...context, quote: (lines) => lines }, created),
        done: true,
      }),
      situation: { access: "write", scopes, extraScopes, granted: context.redmine.scopes },
    });
    return batchResult(rows, "time entries", "logged", context.quote);
  },
});

/** `made` are the entries that the same call logged before. */
async function logEntry(
  input: EntryInput,
  { redmine, quote, now }: ToolContext<RedmineWriter>,
  made: Set<number>,
): Promise<string> {
  const { hours, issue_id, project_id, activity, date: dateInput, comment, user, custom_fields = {} } = input;
  const spent = durationOf(hours, "logged");
  const { project, issue } = await placeOf(issue_id, project_id, redmine);
  const [kind, person, day, fields] = await Promise.all([
    activityOf(activity, project, redmine),
    user === undefined || user === "me" ? undefined : choosePerson(user, project, redmine),
    dayOf(dateInput, redmine, now),
    storedTimeFields(custom_fields, { project, issue }, { redmine, now }),
  ]);

  const entryJson = {
    ...(issue ? { issue_id: issue.id } : { project_id: project.id }), // an identifier is not accepted here
    hours: spent,
    ...(kind && { activity_id: kind.id }),
    ...(day && { spent_on: day }),
    ...(comment !== undefined && { comments: comment }),
    ...(person && person.id !== redmine.userId && { user_id: person.id }),
    ...(fields.length > 0 && { custom_fields: timeFieldJson(fields) }),
  };
  const requestedFrom = { hours: spent, date: day, activity: kind, person, comment, fields };
  const { entry, despite } = await redmine
    .post(
      path`time_entries.json`,
      { time_entry: entryJson },
      { what: issue ? `time on issue #${issue.id}` : "time in this project", schema: timeEntryAnswer },
    )
    .then(
      (answer) => ({ entry: answer.time_entry, despite: undefined }),
      (error: unknown) =>
        entryDespite(error, { ...requestedFrom, project, issue: issue ?? null, sentAt: now, others: made }, redmine),
    )
    .catch((error: unknown) => explainInvalidTime(error, { project, issue }, redmine));
  made.add(entry.id);

  const labelOf = await writtenLabels(fields, [entry], redmine);
  const states = timeEntryStates(entry, labelOf);
  const requested = requestedOf(requestedFrom, entry, states);
  const loggedOn = issue ? `${line(issue.tracker.name)} #${issue.id}: ${line(issue.subject)}` : line(project.name);
  return writeResult({
    what: `time entry ${entry.id}`,
    did: "logged",
    before: undefined,
    after: states,
    requested,
    summary: `${timeEntryLine(entry, fieldTexts(states, fields.length > 0))}\n${loggedOn}`,
    quote,
    despite,
  });
}

interface NewEntry extends RequestedEntry {
  project: Named;
  sentAt: Date;
  others: ReadonlySet<number>;
}

const looked = 25;

/** The entry that is there although the answer was an error. */
async function entryDespite(error: unknown, { sentAt, others, ...entry }: NewEntry, redmine: RedmineReader) {
  const query = {
    project_id: entry.project.id,
    subproject_id: "!*",
    user_id: entry.person?.id ?? redmine.userId,
    sort: "created_on:desc",
    limit: looked,
  };
  const what = "the newest time entries";
  const { record, sentence } = await createdDespite(error, {
    what: "the time entry",
    where: `${what} of this person in this project`,
    read: async () => (await redmine.get(path`time_entries.json`, timeEntriesAnswer, { what, query })).time_entries,
    isSame: (each) =>
      requestedOf(
        { ...entry, fields: [] },
        each,
        timeEntryStates(each, (_, value) => value),
      ).every(({ saved }) => saved),
    nameOf: ({ id }) => `time entry ${id}`,
    createdAt: ({ created_on }) => created_on,
    sentAt,
    others,
  });
  return { entry: record, despite: sentence };
}

/** Redmine's own default is the day where the user is. */
async function dayOf(input: string | undefined, redmine: RedmineReader, now: Date): Promise<string | undefined> {
  const parsed = input === undefined ? undefined : parseDay(input);
  if (input === undefined || (parsed && "days" in parsed && parsed.days === 0)) return undefined;
  return resolveDay(input, "date", { redmine, now });
}

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
  input: string | number | undefined,
  project: Named,
  redmine: RedmineReader,
): Promise<Named | undefined> {
  const list = activitiesOf(project);
  if (input !== undefined) return choose(list, input, redmine);

  const [choices, defaulted] = await Promise.all([entries(list, redmine), hasDefaultActivity(redmine)]);
  if (defaulted) return undefined;
  if (choices.length === 1) return choices[0];
  const names = choices.map(({ name }) => foreign(amongOthers(line(name, 60)))).join(", ");
  throw new ToolRefusal(`Redmine has no default activity. Give one of: ${names}. Nothing was logged.`);
}
