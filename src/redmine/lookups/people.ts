import { path } from "../path.ts";
import type { NamedList } from "./named-list.ts";
import { pageFilters } from "./page-filters.ts";

/**
 * The people of all projects this person sees, by display name: those that the issue list can be filtered by. The list of
 * users itself is for administrators.
 */
export const people: NamedList<{ id: number; name: string }> = {
  kind: "people",
  what: "person",
  load: async (redmine) => {
    const filters = await pageFilters(redmine, path`issues.html`, { author_id: "me" });
    return (filters.get("author_id")?.values ?? []).flatMap(({ label, value }) => {
      const id = Number(value);
      return Number.isInteger(id) && id > 0 ? [{ id, name: label }] : [];
    });
  },
  hint: "People whose projects this user cannot see can be given by id only.",
};
