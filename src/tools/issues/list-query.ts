import { z } from "zod";
import type { RedmineReader } from "../../redmine/client.ts";
import { savedQueries } from "../../redmine/issues.ts";
import { literally } from "../../redmine/long-filters.ts";
import { choose } from "../../redmine/named-list.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import { type DateColumn, dateFilter } from "../dates.ts";
import { ToolRefusal } from "../errors.ts";
import { date, fieldMap, issueNumber, nameOrId, rowLimit } from "../input.ts";
import { tagsCondition, tagsFilter } from "../plugins/tags.ts";
import { fieldFilter } from "./field-filter.ts";
import { isNamedFilter, namedFilter } from "./filters.ts";

const someNames = z.string().trim().min(1).max(2_000);
const oneOrMore = z.union([someNames, z.int().positive(), z.array(nameOrId).min(1).max(30)], {
  error: "give a name or id, or several with | between them",
});
const scalar = z.union([z.string().max(255), z.number()]);
const fieldValue = z.union([scalar, z.boolean(), z.array(scalar).min(1).max(30)]);

/** The conditions that list_issues takes: whatever is not here is refused, as Redmine would ignore it and list everything. */
export const conditions = z.object({
  status_id: oneOrMore.optional().describe("also open (default), closed, *"),
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
  custom_fields: fieldMap(fieldValue).optional().describe("{name: value}"),
  tags: tagsCondition.optional(),
});

export type Conditions = z.output<typeof conditions>;

export const listInput = z.object({
  project_id: nameOrId.optional(),
  ...conditions.shape,
  query_id: nameOrId.optional().describe("saved query instead of conditions"),
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
    .describe("counts and hours instead: status_id, custom field…"),
  subprojects: z.boolean().default(true),
  csv: z.boolean().optional().describe("file for the user"),
  limit: rowLimit(1, 100).optional().describe("default 25, up to 100"),
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
export async function listQuery(input: ListInput, redmine: RedmineReader, now: Date): Promise<Query> {
  const project = input.project_id === undefined ? undefined : await resolveProject(input.project_id, redmine);
  if (!input.subprojects && !project) throw new ToolRefusal("subprojects: false needs project_id.");
  if (input.query_id !== undefined) return savedQuery(input, input.query_id, project, redmine);

  const filters = await conditionsQuery(input, { project, redmine, now });
  const query = {
    ...(project && { project_id: project.id }),
    ...(!input.subprojects && { subproject_id: "!*" }),
    status_id: "o",
    ...filters,
  };
  return input.tags === undefined ? query : { ...query, ...(await tagsFilter(input.tags, query, redmine)) };
}

async function conditionsQuery(input: Conditions, place: QueryContext): Promise<Query> {
  const chosen = await Promise.all([
    ...Object.keys(input)
      .filter(isNamedFilter)
      .flatMap((name) => (input[name] === undefined ? [] : [namedFilter(name, input[name], place)])),
    ...Object.entries(input.custom_fields ?? {}).map(([name, value]) => fieldFilter(name, value, place)),
  ]);
  const days = await datesOf(input, place);

  return {
    ...Object.fromEntries([...chosen, ...days]),
    ...(input.parent_id && { parent_id: input.parent_id }),
    ...(input.subject && { subject: `~${literally(input.subject)}` }),
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
  input: ListInput,
  queryId: string | number,
  project: Project | undefined,
  redmine: RedmineReader,
): Promise<Query> {
  const ignored = Object.keys(conditions.shape).filter((name) => Object.hasOwn(input, name));
  if (!input.subprojects) ignored.push("subprojects");
  if (input.group_by) ignored.push("group_by");
  if (ignored.length > 0) {
    throw new ToolRefusal(
      `A saved query brings its own conditions and Redmine would ignore ${ignored.join(", ")}: leave them out, or list without query_id.`,
    );
  }

  const saved = await choose(savedQueries(project), queryId, redmine);
  const projectId = project?.id ?? saved.project_id;
  return { query_id: saved.id, ...(projectId && { project_id: projectId }) };
}
