import { z } from "zod";
import { hours } from "../../format/hours.ts";
import { rowsWithin } from "../../format/rows-within.ts";
import { sumOf, timeEntryRow, timeTotals } from "../../format/time-entries.ts";
import { activities, activitiesOf } from "../../redmine/lookups/activities.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { choosePerson } from "../../redmine/lookups/person.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { date as day } from "../date.ts";
import { issueNumber } from "../issues/issue-number.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { type Entries, readAllEntries, readEntries } from "./read-entries.ts";
import { spentOn } from "./spent-on.ts";

const maxListChars = 34_000;

export const listTimeEntries = defineTool({
  name: "list_time_entries",
  title: "Time spent",
  description: "Logged time, newest first, with total hours by person, activity, project and issue.",
  access: "read",
  toolset: "core",
  scopes: ["view_time_entries"],
  input: z.object({
    project_id: nameOrId.optional(),
    issue_id: issueNumber.optional(),
    user: nameOrId.optional().describe("me, name or id"),
    activity: nameOrId.optional(),
    from: day.optional(),
    to: day.optional(),
    limit: z.int().min(0).max(100).default(25),
    offset: z.int().min(0).default(0),
  }),
  run: async ({ project_id, issue_id, user, activity, from, to, limit, offset }, { redmine, lookups, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine, lookups);
    const kinds = project ? activitiesOf(project) : activities;
    const [person, kind] = await Promise.all([
      user === undefined || user === "me" ? user : choosePerson(user, project, redmine, lookups).then(({ id }) => id),
      activity === undefined ? undefined : choose(kinds, activity, redmine, lookups).then(({ id }) => id),
    ]);
    const filter = {
      ...(project && { project_id: project.id }),
      ...(issue_id !== undefined && { issue_id }),
      ...(person !== undefined && { user_id: person }),
      ...(kind !== undefined && { activity_id: kind }),
      ...spentOn(from, to),
    };

    // later pages need no totals again
    const read =
      offset === 0 ? await readAllEntries(redmine, filter) : await readEntries(redmine, filter, offset, limit);
    if (read.entries.length === 0) {
      return offset === 0 ? "No time is logged that fits." : `None from offset ${offset} on: ${read.total} in all.`;
    }

    const page = read.entries.slice(0, limit);
    const totals = timeTotals(read.entries, offset === 0);
    const rows = page.map((entry) => timeEntryRow(entry, totals.varying));
    const { text, left } = rowsWithin([...totals.rows, ...rows], maxListChars);
    return `${heading(read, offset, page.length - left)}\n${quote(text)}`;
  },
});

function heading({ entries, total }: Entries, offset: number, shown: number): string {
  const summed =
    entries.length < total ? ` in the newest ${entries.length} of them (narrow the dates for a full sum)` : "";
  const end = offset + shown;
  return [
    `${total} time ${total === 1 ? "entry" : "entries"}${offset === 0 ? `, ${hours(sumOf(entries))}${summed}` : ""}.`,
    shown > 0 && shown < total && `Shown: ${offset + 1}–${end}, newest first.`,
    shown > 0 && end < total && `More: offset ${end}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
