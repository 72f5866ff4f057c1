import { z } from "zod";
import { type ProjectOverview, projectOverview } from "../../format/project.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { fieldGuide } from "../../redmine/field-guide.ts";
import { priorities } from "../../redmine/lists.ts";
import { entries } from "../../redmine/named-list.ts";
import { path } from "../../redmine/path.ts";
import { membersOf } from "../../redmine/people.ts";
import { listProjects, type Project, projectAnswer, resolveProject } from "../../redmine/projects.ts";
import { versionsOf } from "../../redmine/versions.ts";
import { type TextFormat, textFormat } from "../../redmine/wiki.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";

const include = "trackers,issue_categories,enabled_modules,time_entry_activities,issue_custom_fields";

/** A project and all the lists around it; parts that this person may not see are left out. */
export async function readOverview(found: Project, redmine: RedmineReader): Promise<ProjectOverview> {
  const what = `project ${found.identifier}`;
  const invisible = ["forbidden", "not_found"] as const;

  const reading = redmine.get(path`projects/${found.id}.json`, projectAnswer, { what, query: { include } });
  const [{ project }, members, versions, known, all] = await Promise.all([
    reading,
    unless(invisible, entries(membersOf(found), redmine)),
    unless(invisible, entries(versionsOf(found), redmine)),
    entries(priorities, redmine),
    listProjects(redmine),
  ]);
  const subprojects = all.projects.filter(({ parent }) => parent?.id === project.id);
  const tracks = project.enabled_modules.some(({ name }) => name === "issue_tracking");
  const fields = tracks ? await fieldGuide(project, redmine) : [];

  return { project, subprojects, members, versions, fields, priorities: tracks ? known : [] };
}

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
  parameters: z.object({ project_id: nameOrId }),
  execute: async ({ project_id }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const [overview, format] = await Promise.all([readOverview(project, redmine), textFormat(redmine)]);
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
