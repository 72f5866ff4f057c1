import { z } from "zod";
import { line } from "../format/clean.ts";
import { rowsWithin } from "../format/text.ts";
import { savedQueries } from "../redmine/issues.ts";
import { entries } from "../redmine/named-list.ts";
import { projectsById, resolveProject } from "../redmine/projects.ts";
import { nameOrId } from "./input.ts";
import { defineTool } from "./tool.ts";

const maxListChars = 34_000;

export const listSavedQueries = defineTool({
  name: "list_saved_queries",
  title: "Saved queries",
  description: "Saved issue queries for list_issues.",
  access: "read",
  toolset: "planning",
  scopes: [],
  extraScopes: ["view_issues"],
  parameters: z.object({ project_id: nameOrId.optional() }),
  execute: async ({ project_id }, { redmine, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const list = savedQueries(project);
    redmine.lookups.forget(list.kind);
    const queries = await entries(list, redmine);
    if (queries.length === 0) return "There is no saved query that this user can use here.";

    const projects = await projectsById(
      queries.flatMap(({ project_id: id }) => id ?? []),
      redmine,
    );
    const placeOf = (id: number) => projects.get(id)?.name ?? `project ${id}`;
    const rows = queries.map(({ id, name, project_id: of, is_public }) => {
      const facts = [`id ${id}`, of ? `in ${line(placeOf(of), 80)}` : "all projects", is_public === false && "own"];
      return `- ${line(name)} (${facts.filter(Boolean).join(", ")})`;
    });
    const { text, left } = rowsWithin(rows, maxListChars);
    const cut = left > 0 ? ` The last ${left} do not fit here: give a project.` : "";
    return `${queries.length} saved ${queries.length === 1 ? "query" : "queries"}.${cut}\n${quote(text)}`;
  },
});
