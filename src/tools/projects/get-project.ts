import { z } from "zod";
import { type ProjectOverview, projectOverview } from "../../format/project.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { type TextFormat, textFormat } from "../../redmine/lookups/text-format.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { readOverview } from "./read-overview.ts";

const maxOverviewChars = 38_000;

export const getProject = defineTool({
  name: "get_project",
  title: "Project overview",
  description:
    "What a project has: trackers, custom fields with allowed values, versions, categories, members, activities, modules, subprojects.",
  access: "read",
  toolset: "core",
  scopes: ["view_project"],
  extraScopes: ["view_issues", "view_members", "view_time_entries", "view_news"],
  input: z.object({ project_id: nameOrId }),
  run: async ({ project_id }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const [overview, format] = await Promise.all([
      readOverview(project, redmine, lookups),
      textFormat(redmine, lookups),
    ]);
    return `${overviewHeading(overview, format, redmine.userId)}\n${quote(projectOverview(overview, maxOverviewChars))}`;
  },
});

/** What we say of a project ourselves, before the words of others. */
export function overviewHeading({ project, members, fields }: ProjectOverview, format: TextFormat, me: number): string {
  const closed = project.status === 5;
  const member = members?.some(({ id }) => id === me);
  return [
    `${closed ? "A closed project: nothing in it can be changed." : "An open project."}`,
    project.is_public === false && "Not public.",
    members && (member ? "The user is a member." : "The user is not a member."),
    format && `Texts here are ${format}.`,
    fields.some(({ required }) => required) && "* required.",
    !closed &&
      fields.some(({ required }) => required === undefined) &&
      "Redmine does not tell this user which custom fields are required: creating an issue does.",
  ]
    .filter(Boolean)
    .join(" ");
}
