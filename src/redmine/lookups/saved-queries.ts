import { path } from "../path.ts";
import { type SavedQuery, savedQueryList } from "../schemas/saved-query.ts";
import type { NamedList } from "./named-list.ts";
import { allPages, pageSize } from "./pages.ts";

const maxQueries = 1_000;

/** The saved issue queries this person sees, of all projects. */
export const savedQueries: NamedList<SavedQuery> = {
  kind: "saved queries",
  what: "saved query",
  load: (redmine) =>
    allPages(async (offset) => {
      const answer = await redmine.get(path`queries.json`, savedQueryList, {
        what: "the list of saved queries",
        query: { limit: pageSize, offset },
      });
      return { rows: answer.queries, total: answer.total_count };
    }, maxQueries),
  detail: ({ project_id }) => (project_id ? `of project ${project_id}` : "for all projects"),
};
