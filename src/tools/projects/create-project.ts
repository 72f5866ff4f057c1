import { z } from "zod";
import { forgetProjects } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { projectAnswer } from "../../redmine/schemas/project.ts";
import { defineTool } from "../tool.ts";
import { projectInput } from "./project-input.ts";
import { projectJson } from "./project-json.ts";
import { projectOutcome } from "./project-outcome.ts";

export const createProject = defineTool({
  name: "create_project",
  title: "Create a project",
  description: "Creates a project; its identifier can never be changed. Whoever creates it becomes a member.",
  access: "write",
  toolset: "projects",
  scopes: ["view_project", "add_project"],
  extraScopes: ["add_subprojects", "select_project_modules", "select_project_publicity", "view_issues"],
  input: z.object({
    name: z.string().trim().min(1).max(255),
    identifier: z.string().regex(/^(?!\d+$)[a-z0-9_-]{1,100}$/, "1 to 100 of a-z, 0-9, - and _, not digits alone"),
    ...projectInput,
  }),
  run: async ({ identifier, ...given }, { redmine, lookups, quote }) => {
    const json = await projectJson(given, redmine, lookups);
    const { project } = await redmine.post(
      path`projects.json`,
      { project: { identifier, ...json } },
      { what: "new projects", schema: projectAnswer },
    );
    forgetProjects(lookups);
    lookups.forget("account"); // the user is its first member
    return projectOutcome(project.id, "created", json, redmine, quote);
  },
});
