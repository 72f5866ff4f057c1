import { z } from "zod";
import { type ProjectOverview, projectOverview } from "../../format/project.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { fieldGuide } from "../../redmine/field-guide.ts";
import { priorities } from "../../redmine/lists.ts";
import { choose, entries, type NamedList } from "../../redmine/named-list.ts";
import { pageSize } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import { firstMembers } from "../../redmine/people.ts";
import { listProjects } from "../../redmine/project-list.ts";
import { type FullProject, readProject, trackersOf } from "../../redmine/projects.ts";
import { type TextFormat, textFormat } from "../../redmine/text-format.ts";
import { type Named, named } from "../../redmine/values.ts";
import { versionsOf } from "../../redmine/versions.ts";
import { nameOrId } from "../input.ts";
import { templateRows, templateScopes } from "../plugins/templates.ts";
import { defineTool } from "../tool.ts";

const include = "trackers,issue_categories,enabled_modules,time_entry_activities,issue_custom_fields";
const invisible = ["forbidden", "not_found"] as const;

/** A project and the lists around it; parts that this person may not see are left out. `tracker`: whose fields are wanted. */
export async function readOverview(
  input: string | number,
  redmine: RedmineReader,
  tracker?: string | number | undefined,
): Promise<ProjectOverview> {
  const project = await readProject(input, include, redmine);
  const tracks = project.enabled_modules.some(({ name }) => name === "issue_tracking");
  const chosen = tracker === undefined ? undefined : await choose(chosenFrom(project), tracker, redmine);

  const [members, versions, known, subprojects, guide] = await Promise.all([
    unless(invisible, firstMembers(project, redmine)),
    unless(invisible, entries(versionsOf(project), redmine)),
    tracks ? entries(priorities, redmine) : [],
    subprojectsOf(project, redmine),
    tracks ? fieldGuide(project, redmine, chosen) : { fields: [], others: [], timeFields: [] },
  ]);

  return {
    project,
    subprojects,
    members: members?.members,
    memberCount: members?.total ?? 0,
    versions,
    fields: guide.fields,
    otherFields: guide.others,
    timeFields: guide.timeFields,
    priorities: known,
  };
}

/** The trackers that the project already told. */
function chosenFrom({ id, name, trackers }: FullProject): NamedList<Named> {
  return { ...trackersOf({ id, name }), kind: `trackers told:${id}`, load: async () => trackers };
}

const projectPage = z.object({
  projects: z.array(z.object({ name: z.string(), identifier: z.string(), parent: named.optional() })),
});

/** Redmine before 4.1 does not know the filter and lists all projects; its whole list has the parents. */
async function subprojectsOf(
  { id, identifier }: FullProject,
  redmine: RedmineReader,
): Promise<readonly { name: string; identifier: string }[]> {
  const query = { parent_id: id, status: "1|5", limit: pageSize };
  const what = "the subprojects";
  const { projects } = await redmine.get(path`projects.json`, projectPage, { what, query });
  if (projects.every(({ parent }) => parent?.id === id)) return projects;
  return (await listProjects(redmine)).projects.filter(({ parent }) => parent?.identifier === identifier);
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
  plugins: { templates: { extraScopes: templateScopes } },
  parameters: z.object({
    project_id: nameOrId,
    tracker_id: nameOrId.optional().describe("whose custom fields"),
  }),
  execute: async ({ project_id, tracker_id }, { redmine, settings, quote }) => {
    const overview = await readOverview(project_id, redmine, tracker_id);
    const format = await textFormat(redmine); // after the overview, whose pages often tell it
    const templates = (await templateRows(overview.project, tracker_id, settings, redmine)).join("\n");
    const text = projectOverview(overview, maxOverviewChars - templates.length);
    return `${overviewHeading(overview, format, redmine.userId)}\n${quote(templates ? `${text}\n${templates}` : text)}`;
  },
});

/** What we say of a project ourselves, before the words of others. */
export function overviewHeading(
  { project, members, memberCount, fields, timeFields }: ProjectOverview,
  format: TextFormat,
  me: number,
): string {
  const closed = project.status === 5;
  const member = members?.some(({ id }) => id === me);
  return [
    `${closed ? "A closed project: nothing in it can be changed." : "An open project."}`,
    project.is_public === false && "Not public.",
    members && member && "The user is a member.",
    members && !member && memberCount <= members.length && "The user is not a member.",
    format && `Texts here are ${format}.`,
    [...fields, ...timeFields].some(({ required }) => required) && "* required.",
    !closed &&
      fields.some(({ required }) => required === undefined) &&
      "Redmine does not tell this user which custom fields are required: creating an issue does.",
  ]
    .filter(Boolean)
    .join(" ");
}
