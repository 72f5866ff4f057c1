import { path } from "../path.ts";
import { type SavedQuery, savedQueryList } from "../schemas/saved-query.ts";
import type { NamedList } from "./named-list.ts";
import { allPages, pageSize } from "./pages.ts";
import type { Project } from "./projects.ts";

const maxQueries = 1_000;

/** The saved issue queries this person sees; of a project, those that can be used in it. */
export function savedQueries(project: Pick<Project, "id" | "name"> | undefined): NamedList<SavedQuery> {
  return {
    kind: project ? `saved queries:${project.id}` : "saved queries",
    what: project ? `saved query for ${project.name}` : "saved query",
    load: async (redmine) => {
      const all = await allPages(async (offset) => {
        const answer = await redmine.get(path`queries.json`, savedQueryList, {
          what: "the list of saved queries",
          query: { limit: pageSize, offset },
        });
        return { rows: answer.queries, total: answer.total_count };
      }, maxQueries);
      return project ? all.filter(({ project_id }) => !project_id || project_id === project.id) : all;
    },
    detail: ({ project_id }) => (project_id ? `of project ${project_id}` : "for all projects"),
  };
}
