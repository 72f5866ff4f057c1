import { z } from "zod";
import { projectRows } from "../../format/project.ts";
import { rowsWithin } from "../../format/text.ts";
import { myAccount } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type ListedProject, listProjectsNow } from "../../redmine/project-list.ts";
import { projectsById } from "../../redmine/projects.ts";
import { defineTool } from "../tool.ts";

const maxListChars = 36_000;

export const listProjectsTool = defineTool({
  name: "list_projects",
  title: "List projects",
  description: "Projects the user sees, as a tree with identifiers.",
  access: "read",
  toolset: "core",
  scopes: [],
  extraScopes: ["view_project"],
  parameters: z.object({
    query: z.string().trim().max(255).optional(),
    mine: z.boolean().default(false).describe("where the user is a member"),
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
