import { type Caller, isAdmin, may } from "./access/permissions.ts";
import type { Query } from "./content-records.ts";
import type { Sample } from "./sample.ts";
import type { Ask } from "./web/ask.ts";
import { paged } from "./web/paging.ts";
import { json } from "./web/reply.ts";

/** An administrator may use anybody's query, but does not see it in the list. */
export function queryVisible(sample: Sample, caller: Caller, query: Query): boolean {
  if (isAdmin(caller)) return true;
  const project = sample.state.projects.get(query.project_id);
  if (project && !may(sample, caller, "view_issues", project)) return false;
  return query.is_public || (query.user_id !== null && query.user_id === caller.user?.id);
}

/** GET /queries.json: saved issue queries by name. */
export function listQueries(ask: Ask): Response {
  const { sample, caller } = ask;
  const rows = sample.state.queries
    .where((query) => query.is_public || query.user_id === caller.user?.id)
    .filter((query) => queryVisible(sample, { user: caller.user, scopes: undefined }, query))
    .sort((a, b) => a.name.localeCompare(b.name, "en") || a.id - b.id);
  return json(
    paged("queries", rows, ask, ({ id, name, is_public, project_id }) => ({ id, name, is_public, project_id })),
  );
}
