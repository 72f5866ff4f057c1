import { z } from "zod";
import type { RedmineReader } from "../../redmine/client.ts";
import { savedQueries } from "../../redmine/issues.ts";
import { choose } from "../../redmine/named-list.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import { type DateColumn, dateFilter } from "../dates.ts";
import { ToolRefusal } from "../errors.ts";
import { date, nameOrId, rowLimit } from "../input.ts";
import { tagsCondition, tagsFilter } from "../plugins/tags.ts";
import { fieldFilter } from "./field-filter.ts";
import { isNamedFilter, namedFilter } from "./filters.ts";
import { issueNumber } from "./input.ts";

const someNames = z.string().trim().min(1).max(2_000);
const oneOrMore = z.union([someNames, z.int().positive(), z.array(nameOrId).min(1).max(30)], {
  error: "give a name or id, or several with | between them",
});
const scalar = z.union([z.string().max(255), z.number()]);
const fieldValue = z.union([scalar, z.boolean(), z.array(scalar).min(1).max(30)]);

const mostNames = 50; // in one call: each may cost Redmine a request or two

/** The conditions that list_issues takes: whatever is not here is refused, as Redmine would ignore it and list everything. */
export const conditions = z.object({
  status_id: oneOrMore.optional().describe('also open (default), closed, "*"'),
  assignee_id: oneOrMore.optional(),
  author_id: oneOrMore.optional(),
  watcher_id: oneOrMore.optional(),
  updated_by: oneOrMore.optional(),
  tracker_id: oneOrMore.optional(),
  priority_id: oneOrMore.optional(),
  category_id: oneOrMore.optional(),
  version_id: oneOrMore.optional(),
  parent_id: issueNumber.optional(),
  subject: z.string().trim().min(1).max(255).optional().describe("contains"),
  created: date.optional(),
  updated: date.optional(),
  closed: date.optional(),
  start: date.optional(),
  due: date.optional(),
  custom_fields: z
    .record(z.string().max(255), fieldValue, { error: 'give them as {"name": value}' })
    .refine((fields) => Object.keys(fields).length <= mostNames, { error: `give at most ${mostNames}` })
    .optional()
    .describe("{name: value}"),
  tags: tagsCondition.optional(),
});

export type Conditions = z.output<typeof conditions>;

export const listInput = z.object({
  project_id: nameOrId.optional(),
  ...conditions.shape,
  query_id: nameOrId.optional().describe("saved query, instead of conditions"),
  sort: z.string().trim().min(1).max(120).optional().describe("-due,priority…; default -updated"),
  columns: z
    .array(z.string().trim().min(1).max(255))
    .max(15)
    .optional()
    .describe("more: author, version, done, spent, custom fields…"),
  group_by: z
    .array(z.string().trim().min(1).max(255))
    .min(1)
    .max(2)
    .optional()
    .describe("counts and hours instead: status_id, assignee_id, a custom field…"),
  subprojects: z.boolean().default(true),
  csv: z.boolean().optional().describe("file for the user"),
  limit: rowLimit(1, 100).optional().describe("default 25, most 100"),
  offset: z.int().min(0).optional(),
});

export type ListInput = z.output<typeof listInput>;

type Query = Record<string, string | number>;

interface QueryContext {
  project: Project | undefined;
  redmine: RedmineReader;
  now: Date;
}

const dates = {
  created: { column: "created_on", kind: "past" },
  updated: { column: "updated_on", kind: "past" },
  closed: { column: "closed_on", kind: "past" },
  start: { column: "start_date", kind: "any" },
  due: { column: "due_date", kind: "any" },
} as const satisfies Record<string, { column: string; kind: DateColumn }>;

/** What is asked for as Redmine's query takes it, without order and paging. */
export async function listQuery(given: ListInput, redmine: RedmineReader, now: Date): Promise<Query> {
  const project = given.project_id === undefined ? undefined : await resolveProject(given.project_id, redmine);
  if (!given.subprojects && !project) throw new ToolRefusal("subprojects: false needs project_id.");
  if (given.query_id !== undefined) return savedQuery(given, given.query_id, project, redmine);

  const filters = await conditionsQuery(given, { project, redmine, now });
  const query = {
    ...(project && { project_id: project.id }),
    ...(!given.subprojects && { subproject_id: "!*" }),
    status_id: "o",
    ...filters,
  };
  return given.tags === undefined ? query : { ...query, ...(await tagsFilter(given.tags, query, redmine)) };
}

async function conditionsQuery(given: Conditions, place: QueryContext): Promise<Query> {
  const chosen = await Promise.all([
    ...Object.keys(given)
      .filter(isNamedFilter)
      .flatMap((name) => (given[name] === undefined ? [] : [namedFilter(name, given[name], place)])),
    ...Object.entries(given.custom_fields ?? {}).map(([name, value]) => fieldFilter(name, value, place)),
  ]);
  const days = await datesOf(given, place);

  return {
    ...Object.fromEntries([...chosen, ...days]),
    ...(given.parent_id && { parent_id: given.parent_id }),
    ...(given.subject && { subject: `~${given.subject}` }),
  };
}

async function datesOf(input: Conditions, place: QueryContext): Promise<[string, string][]> {
  const names = ["created", "updated", "closed", "start", "due"] as const;
  const filters = names.map(async (name): Promise<[string, string][]> => {
    const { column, kind } = dates[name];
    return input[name] === undefined ? [] : [[column, await dateFilter(name, input[name], place, kind)]];
  });
  return (await Promise.all(filters)).flat();
}

/** Redmine ignores every other condition beside a saved query. */
async function savedQuery(
  given: ListInput,
  queryId: string | number,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<Query> {
  const ignored = Object.keys(conditions.shape).filter((name) => Object.hasOwn(given, name));
  if (!given.subprojects) ignored.push("subprojects");
  if (given.group_by) ignored.push("group_by");
  if (ignored.length > 0) {
    throw new ToolRefusal(
      `A saved query brings its own conditions and Redmine would ignore ${ignored.join(", ")}: leave them out, or list without query_id.`,
    );
  }

  const saved = await choose(savedQueries(project), queryId, redmine);
  const projectId = project?.id ?? saved.project_id;
  return { query_id: saved.id, ...(projectId && { project_id: projectId }) };
}
