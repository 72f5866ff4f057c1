import { z } from "zod";
import { projectRows } from "../../format/project.ts";
import { rowsWithin } from "../../format/text.ts";
import { myAccount } from "../../redmine/account.ts";
import { forgetProjects, listProjects } from "../../redmine/projects.ts";
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
    query: z.string().trim().max(255).optional().describe("part of name or identifier"),
    mine: z.boolean().default(false).describe("where the user is a member"),
    closed: z.boolean().default(false).describe("also closed"),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ query = "", mine, closed, offset }, { redmine, quote }) => {
    forgetProjects(redmine);
    const [{ projects, total }, account] = await Promise.all([
      listProjects(redmine),
      mine ? myAccount(redmine) : undefined,
    ]);
    const own = account && new Set(account.memberships.map(({ project }) => project.id));
    const wanted = query.toLowerCase();
    const fitting = projects.filter(
      ({ id, name, identifier, status }) =>
        (closed || status !== 5) &&
        (!own || own.has(id)) &&
        (name.toLowerCase().includes(wanted) || identifier.includes(wanted)),
    );
    const hidden = closed ? 0 : projects.filter(({ status }) => status === 5).length;

    const rows = projectRows(fitting).slice(offset);
    const { text, left } = rowsWithin(rows, maxListChars);
    const heading = [
      `${fitting.length || "No"} ${fitting.length === 1 ? "project" : "projects"}${query || mine ? " found" : ""}.`,
      left > 0 && `More: offset ${offset + rows.length - left}.`,
      hidden > 0 && `Closed ones are left out (${hidden}).`,
      total > projects.length && `Only the first ${projects.length} of ${total} were looked at.`,
    ].filter(Boolean);
    return rows.length > 0 ? `${heading.join(" ")}\n${quote(text)}` : heading.join(" ");
  },
});
