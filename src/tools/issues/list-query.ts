import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { type Project, resolveProject } from "../../redmine/lookups/projects.ts";
import { savedQueries } from "../../redmine/lookups/saved-queries.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { dateFilter } from "./date-filter.ts";
import { fieldFilter } from "./field-filter.ts";
import { isNamedFilter, namedFilter } from "./list-filter.ts";
import { type Conditions, conditions, type ListInput } from "./list-input.ts";

type Query = Record<string, string | number>;

interface Place {
  project: Project | undefined;
  redmine: RedmineReader;
  lookups: Lookups;
  now: Date;
}

const dates = {
  created: "created_on",
  updated: "updated_on",
  closed: "closed_on",
  start: "start_date",
  due: "due_date",
} as const;

/** What is asked for as Redmine's query takes it, without order and paging. */
export async function listQuery(given: ListInput, redmine: RedmineReader, lookups: Lookups, now: Date): Promise<Query> {
  const project = given.project_id === undefined ? undefined : await resolveProject(given.project_id, redmine, lookups);
  if (given.query_id !== undefined) return savedQuery(given, given.query_id, project, redmine, lookups);

  const filters = await conditionsQuery(given, { project, redmine, lookups, now });
  return { ...(project && { project_id: project.id }), status_id: "o", ...filters };
}

async function conditionsQuery(given: Conditions, place: Place): Promise<Query> {
  const chosen = await Promise.all([
    ...Object.keys(given)
      .filter(isNamedFilter)
      .flatMap((name) => (given[name] === undefined ? [] : [namedFilter(name, given[name], place)])),
    ...Object.entries(given.custom_fields ?? {}).map(([name, value]) => fieldFilter(name, value, place)),
  ]);
  const days = datesOf(given, place.now);

  return {
    ...Object.fromEntries([...chosen, ...days]),
    ...(given.parent_id && { parent_id: given.parent_id }),
    ...(given.subject && { subject: `~${given.subject}` }),
  };
}

function datesOf(given: Conditions, now: Date): [string, string][] {
  const names = ["created", "updated", "closed", "start", "due"] as const;
  return names.flatMap((name): [string, string][] =>
    given[name] === undefined ? [] : [[dates[name], dateFilter(name, given[name], now)]],
  );
}

/** Redmine ignores every other condition beside a saved query. */
async function savedQuery(
  given: ListInput,
  queryId: string | number,
  project: Project | undefined,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<Query> {
  const ignored = Object.keys(conditions.shape).filter((name) => Object.hasOwn(given, name));
  if (ignored.length > 0) {
    throw new ToolRefusal(
      `A saved query brings its own conditions and Redmine would ignore ${ignored.join(", ")}: leave them out, or list without query_id.`,
    );
  }

  const saved = await choose(savedQueries(project), queryId, redmine, lookups);
  const projectId = project?.id ?? saved.project_id;
  return { query_id: saved.id, ...(projectId && { project_id: projectId }) };
}
