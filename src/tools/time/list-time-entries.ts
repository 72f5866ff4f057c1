import { z } from "zod";
import { grouped, groupTable } from "../../format/groups.ts";
import { rowsWithin } from "../../format/text.ts";
import { timeEntryRow, timeTotals, type ValueLabel } from "../../format/time-entries.ts";
import { hours } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { timeFields } from "../../redmine/custom-fields.ts";
import { activities, activitiesOf } from "../../redmine/lists.ts";
import { choose } from "../../redmine/named-list.ts";
import { choosePerson } from "../../redmine/people.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import type { Query } from "../../redmine/send.ts";
import {
  type Entries,
  exportEntries,
  maxExported,
  readEntries,
  readTime,
  sumOf,
  type TimeSums,
  totalHours,
} from "../../redmine/time-entries.ts";
import { parseYesNo } from "../../redmine/yes-no.ts";
import { dateFilter, dateRefusal, parseDay, resolveDay } from "../dates.ts";
import { date, issueNumber, nameOrId, personMeant, rowLimit } from "../input.ts";
import { peopleLabels } from "../same-name.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { timeValueLabels } from "./time-field-values.ts";

/** Redmine's filter for days from one to another, either of which may be open. */
async function spentOn(
  from: string | undefined,
  to: string | undefined,
  context: { redmine: RedmineReader; now: Date },
): Promise<{ spent_on?: string }> {
  if (from && to) {
    const [first, last] = [await resolveDay(from, "from", context), await resolveDay(to, "to", context)];
    if (first > last)
      throw new ToolRefusal(`from (${first}) is later than to (${last}). Correct the dates and call again.`);
    return { spent_on: await dateFilter("from", `${first}..${last}`, context) };
  }
  // relative days stay relative: Redmine counts them where the user is
  for (const [name, operator, day] of [
    ["from", ">=", from],
    ["to", "<=", to],
  ] as const) {
    if (day === undefined) continue;
    if (!parseDay(day)) throw dateRefusal(name, day);
    return { spent_on: await dateFilter(name, operator + day, context) };
  }
  return {};
}

const maxListChars = 34_000;

/** Names of groups, as Redmine calls the columns of its list of time entries. */
const groupColumns: Readonly<Record<string, string>> = {
  project_id: "project",
  user: "user",
  activity: "activity",
  issue_id: "issue",
};

export const timeInput = z.object({
  project_id: nameOrId.optional(),
  subprojects: z.boolean().default(true),
  issue_id: issueNumber.optional(),
  user: nameOrId.optional(),
  activity: nameOrId.optional(),
  from: date.optional(),
  to: date.optional(),
  group_by: z
    .array(z.string().trim().min(1).max(255))
    .min(1)
    .max(2)
    .optional()
    .describe("sums instead: project_id, user, activity, issue_id, custom field"),
  limit: rowLimit(0, 100).default(25),
  offset: z.int().min(0).default(0),
});

export const listTimeEntries = defineTool({
  name: "list_time_entries",
  title: "Time spent",
  description: "Logged time, newest first, with totals by person, activity, project and issue.",
  access: "read",
  toolset: "core",
  view: "time",
  scopes: ["view_time_entries"],
  parameters: timeInput,
  execute: async (input, { redmine, quote, now }) => {
    const { project_id, limit, offset, group_by } = input;
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const filter = await filterOf(input, project, { redmine, now });
    const chosenPerson =
      input.user === undefined || input.user === "me"
        ? undefined
        : personMeant(input.user, await choosePerson(input.user, project, redmine));
    const quoted = (table: string) => quote([...(chosenPerson ? [chosenPerson] : []), table].join("\n"));

    if (group_by) {
      const { heading, table } = await timeGroups(group_by, filter, offset, project, redmine);
      return table ? `${heading}\n${quoted(table)}` : [heading, ...(chosenPerson ? [chosenPerson] : [])].join("\n");
    }

    if (offset > 0) {
      const page = await readEntries(redmine, filter, offset, limit);
      if (page.entries.length === 0) return `None from offset ${offset} on: ${page.total} in all.`;
      const labelOf = await timeValueLabels(page.entries, redmine);
      const { text, shown } = rowsOf(page.entries, undefined, maxListChars, labelOf);
      return `${heading(page, undefined, offset, shown)}\n${quoted(text)}`;
    }

    const read = await readTime(redmine, filter);
    if (read.entries.length === 0)
      return ["No time is logged that fits.", ...(chosenPerson ? [chosenPerson] : [])].join("\n");
    const listed = read.entries.slice(0, limit);
    const { text, shown } = rowsOf(listed, read.sums, maxListChars, await timeValueLabels(listed, redmine));
    return `${heading(read, read.sums, 0, shown)}\n${quoted(text)}`;
  },
});

/** Redmine's filter for these parameters, with ids instead of names. Throws LookupRefusal for an unknown name. */
export async function filterOf(
  {
    subprojects,
    issue_id,
    user,
    activity,
    from,
    to,
  }: {
    subprojects: boolean;
    issue_id?: number | undefined;
    user?: string | number | undefined;
    activity?: string | number | undefined;
    from?: string | undefined;
    to?: string | undefined;
  },
  project: Project | undefined,
  context: { redmine: RedmineReader; now: Date },
): Promise<Query> {
  const { redmine } = context;
  if (!subprojects && !project) throw new ToolRefusal("subprojects: false needs project_id.");
  const kinds = project ? activitiesOf(project) : activities;
  const [person, kind] = await Promise.all([
    user === undefined || user === "me" ? user : choosePerson(user, project, redmine).then(({ id }) => id),
    activity === undefined ? undefined : choose(kinds, activity, redmine).then(({ id }) => id),
  ]);
  return {
    ...(project && { project_id: project.id }),
    ...(!subprojects && { subproject_id: "!*" }),
    ...(issue_id !== undefined && { issue_id }),
    ...(person !== undefined && { user_id: person }),
    ...(kind !== undefined && { activity_id: kind }),
    ...(await spentOn(from, to, context)),
  };
}

/** The rows with the sums above them; without sums over every entry there are none by person and so on. */
export function rowsOf(
  entries: Entries["entries"],
  sums: TimeSums | undefined,
  maxChars: number,
  labelOf: ValueLabel,
): { text: string; shown: number } {
  const totals = timeTotals(sums?.entries ?? entries, sums?.entries !== undefined);
  const rows = entries.map((entry) => timeEntryRow(entry, totals, labelOf));
  const { text, left } = rowsWithin([...totals.rows, ...rows], maxChars);
  return { text, shown: entries.length - left };
}

/** "3277 time entries, 7465 h", or of which part the hours are. */
export function timeInBrief({ entries, total }: Entries, sums: TimeSums | undefined): string {
  const count = `${total} time ${total === 1 ? "entry" : "entries"}`;
  if (!sums) return count;
  if (sums.hours !== undefined) return `${count}, ${hours(sums.hours)}`;
  return `${count}; the newest ${entries.length} of them are ${hours(sumOf(entries))}, the full sum is not known (narrow the dates for it)`;
}

function heading(read: Entries, sums: TimeSums | undefined, offset: number, shown: number): string {
  const end = offset + shown;
  return [
    `${timeInBrief(read, sums)}.`,
    shown > 0 && shown < read.total && `Shown: ${offset + 1}–${end}, newest first.`,
    shown > 0 && end < read.total && `More: offset ${end}.`,
    sums && !sums.entries && "Sums by person, activity, project or issue: narrow the dates or the filters.",
  ]
    .filter(Boolean)
    .join(" ");
}

async function timeGroups(
  fields: readonly string[],
  filter: Query,
  offset: number,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<{ heading: string; table?: string }> {
  const columns = await Promise.all(fields.map((field) => columnOf(field, redmine)));
  const { total } = await readEntries(redmine, filter, 0, 1);
  if (total === 0) return { heading: "No time is logged that fits." };
  if (total > maxExported) {
    const sum = await totalHours(redmine, filter);
    const all = sum === undefined ? "" : `, ${hours(sum)}`;
    throw new ToolRefusal(
      `${total} time entries${all}: more than ${maxExported} are not grouped. Narrow the dates, or give project_id or user.`,
    );
  }

  const rows = await exportEntries(
    redmine,
    filter,
    columns.map(({ column }) => column),
    total,
  );
  if (!rows) throw new ToolRefusal("Redmine does not export these time entries, so they cannot be grouped.");
  const isOfPeople = columns.some(({ column }) => column === "user");
  const personLabel = isOfPeople ? await peopleLabels(project, redmine) : undefined;
  const label = (cell: string, at: number) => {
    if (columns[at]?.column === "user") return personLabel?.(cell) ?? cell;
    return columns[at]?.isYesNo ? yesOrNo(cell) : cell;
  };
  const groups = grouped(rows.map(({ hours: spent, cells }) => ({ keys: cells.map(label), hours: { hours: spent } })));
  const { text, shown } = groupTable(fields, "entries", groups.slice(offset));
  const end = offset + shown;
  return {
    heading: [
      `${total} time ${total === 1 ? "entry" : "entries"}, ${hours(sumOf(rows))}, in ${groups.length} ${groups.length === 1 ? "group" : "groups"}.`,
      end < groups.length && `More: offset ${end}.`,
    ]
      .filter(Boolean)
      .join(" "),
    table: text,
  };
}

/** Redmine's export has the words of the person's language. */
function yesOrNo(cell: string): string {
  const yes = parseYesNo(cell);
  return yes === undefined ? cell : yes ? "Yes" : "No";
}

async function columnOf(field: string, redmine: RedmineReader): Promise<{ column: string; isYesNo?: boolean }> {
  const word = field.toLowerCase();
  const column = groupColumns[word] ?? groupColumns[`${word}_id`] ?? groupColumns[word.replace(/_id$/, "")];
  if (column) return { column };
  const { id, value } = await choose({ ...timeFields, what: "group or custom field of time entries" }, field, redmine);
  return { column: `cf_${id}`, isYesNo: value === "0" || value === "1" };
}
