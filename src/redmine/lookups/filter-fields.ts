import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import type { Lookups } from "./lookups.ts";
import { byName } from "./named-list.ts";
import { type PageFilter, pageFilters } from "./page-filters.ts";

/** A custom field by which issues of all projects can be filtered, with its values; undefined where there is none. */
export async function filterFieldOfAll(
  given: string,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<(PageFilter & { id: number }) | undefined> {
  const filters = await lookups.get("filters of all issues", () => pageFilters(redmine, path`issues.html`, {}));
  const fields = [...filters].flatMap(([key, { name }]) => {
    const id = Number(/^cf_(\d+)$/.exec(key)?.[1]);
    return id ? [{ id, name }] : [];
  });
  const [field] = byName(given, fields);
  if (!field) return undefined;

  const key = `cf_${field.id}`;
  const used = await lookups.get(`filter of all issues:${key}`, () =>
    pageFilters(redmine, path`issues.html`, { [key]: "*" }),
  );
  const filter = used.get(key);
  return filter && { ...filter, id: field.id };
}
