import { z } from "zod";
import { type ProjectOverview, projectOverview, projectRows } from "../../format/project.ts";
import { rowsWithin } from "../../format/text.ts";
import { myAccount } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { unless } from "../../redmine/failure.ts";
import { fieldGuide } from "../../redmine/field-guide.ts";
import { priorities } from "../../redmine/lists.ts";
import { choose, entries, type NamedList } from "../../redmine/named-list.ts";
import { pageSize } from "../../redmine/paging.ts";
import { path } from "../../redmine/path.ts";
import { firstMembers } from "../../redmine/people.ts";
import { type ListedProject, listProjects, listProjectsNow } from "../../redmine/project-list.ts";
import { type FullProject, projectsById, readProject, trackersOf } from "../../redmine/projects.ts";
import { type TextFormat, textFormat } from "../../redmine/text-format.ts";
import { type Named, named } from "../../redmine/values.ts";
import { versionsOf } from "../../redmine/versions.ts";
import { nameOrId } from "../input.ts";
import { templateRows, templateScopes } from "../plugins/templates.ts";
import { defineTool } from "../tool.ts";
import { projectStatuses } from "./project-status.ts";

const maxListChars = 36_000;

export const listProjectsTool = defineTool({
  name: "list_projects",
  title: "List projects",
  description: "Projects as a tree, with identifiers.",
  access: "read",
  toolset: "core",
  scopes: [],
  extraScopes: ["view_project"],
  parameters: z.object({
    query: z.string().trim().max(255).optional(),
    mine: z.boolean().default(false),
    closed: z.boolean().default(false),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ query = "", mine, closed, offset }, { redmine, quote }) => {
    const { projects, total } = await listProjectsNow(redmine);
    const isOwn = mine ? await ownProjects(projects, redmine) : undefined;
    const word = query.toLowerCase();
    const fitting = projects.filter(
      (project) =>
        (closed || !project.closed) &&
        (!isOwn || isOwn(project)) &&
        (project.name.toLowerCase().includes(word) || project.identifier.includes(word)),
    );
    const hidden = closed ? 0 : projects.filter((project) => project.closed).length;

    const rows = projectRows(fitting).slice(offset);
    const { text, left } = rowsWithin(rows, maxListChars);
    const heading = [
      `${fitting.length || "No"} ${fitting.length === 1 ? "project" : "projects"}${query || mine ? " found" : ""}.`,
      left > 0 && `More: offset ${offset + rows.length - left}.`,
      hidden > 0 && `Closed ones are left out (${hidden}).`,
      total > projects.length &&
        `Only the first ${projects.length} of ${total} were looked at: get_project finds the others by identifier or name.`,
    ].filter(Boolean);
    return rows.length > 0 ? `${heading.join(" ")}\n${quote(text)}` : heading.join(" ");
  },
});

/** Whether the user is a member. Memberships have names, and a few projects may share one: those are asked for. */
async function ownProjects(
  projects: readonly ListedProject[],
  redmine: RedmineReader,
): Promise<(project: ListedProject) => boolean> {
  const { memberships } = await myAccount(redmine);
  const named = Map.groupBy(projects, ({ name }) => name);
  const shared = memberships.filter(({ project }) => (named.get(project.name)?.length ?? 0) > 1);
  const byId = await projectsById(
    shared.map(({ project }) => project.id),
    redmine,
  );
  const names = new Set(memberships.map(({ project }) => project.name));
  const identifiers = new Set([...byId.values()].map(({ identifier }) => identifier));
  return ({ name, identifier }) =>
    names.has(name) && (named.get(name)?.length === 1 || byId.size === 0 || identifiers.has(identifier));
}

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
  title: "Read project",
  description:
    "A project's trackers, custom fields with allowed values, versions, categories, members, activities, modules, subprojects.",
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
  const status = projectStatuses[project.status ?? 0];
  const readOnly = status === "closed" || status === "being deleted";
  const member = members?.some(({ id }) => id === me);
  return [
    status === "closed" && "A closed project: nothing in it can be changed.",
    status === "being deleted" && "Redmine is deleting this project: nothing in it can be changed.",
    !readOnly && "An open project.",
    project.is_public === false && "Not public.",
    members && member && "The user is a member.",
    members && !member && memberCount <= members.length && "The user is not a member.",
    format && `Texts here are ${format}.`,
    [...fields, ...timeFields].some(({ required }) => required) && "* required.",
    !readOnly &&
      fields.some(({ required }) => required === undefined) &&
      "Redmine does not tell this user which custom fields are required: creating an issue does.",
  ]
    .filter(Boolean)
    .join(" ");
}
