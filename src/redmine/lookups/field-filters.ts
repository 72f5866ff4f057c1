import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import type { Lookups } from "./lookups.ts";
import { type PageFilter, pageFilters } from "./page-filters.ts";

/** What the filters of a project's issue list tell of a custom field; only fields “used as a filter” have one. */
export interface FieldFilter extends PageFilter {
  id: number;
}

const maxFields = 200;

/** By field id, with the values that may be chosen. */
export function fieldFilters(
  projectId: number,
  fieldIds: readonly number[],
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<ReadonlyMap<number, FieldFilter>> {
  return lookups.get(`field-filters:${projectId}`, async () => {
    const filters = await filtersWith(fieldIds, projectId, redmine);
    // Redmine before 5.1 declares fewer fields than it filters by; the others come without values until they are named
    const bare = [...filters.values()].some(
      ({ id, type, values }) => type.startsWith("list") && !values && !fieldIds.includes(id),
    );
    return bare ? await filtersWith([...filters.keys()], projectId, redmine) : filters;
  });
}

async function filtersWith(fieldIds: readonly number[], projectId: number, redmine: RedmineReader) {
  const used = Object.fromEntries(fieldIds.slice(0, maxFields).map((id) => [`cf_${id}`, "*"]));
  const filters = await pageFilters(redmine, path`projects/${projectId}/issues.html`, used);
  return new Map(
    [...filters].flatMap(([key, filter]) => {
      const id = Number(/^cf_(\d+)$/.exec(key)?.[1]);
      return id ? [[id, { id, ...filter }] as const] : [];
    }),
  );
}
