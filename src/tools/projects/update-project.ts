import { z } from "zod";
import { forgetProjects, resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { projectInput } from "./project-input.ts";
import { projectJson } from "./project-json.ts";
import { projectOutcome } from "./project-outcome.ts";

export const updateProject = defineTool({
  name: "update_project",
  title: "Change a project",
  description: 'Changes only what is given of a project; "" empties a text. Lists replace what was there.',
  access: "write",
  toolset: "projects",
  scopes: ["view_project", "edit_project"],
  extraScopes: ["add_subprojects", "select_project_modules", "select_project_publicity", "view_issues"],
  input: z.object({ project_id: nameOrId, name: z.string().trim().min(1).max(255).optional(), ...projectInput }),
  run: async ({ project_id, ...given }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const json = await projectJson(given, redmine, lookups);
    if (Object.keys(json).length === 0) throw new ToolRefusal("There is nothing to change: give at least one field.");

    const what = `project ${project.identifier}`;
    await redmine.put(path`projects/${project.id}.json`, { project: json }, { what });
    forgetProjects(lookups);
    for (const kind of ["trackers", "activities"]) lookups.forget(`${kind}:${project.id}`);
    return projectOutcome(project.id, "changed", json, redmine, quote);
  },
});
