import { z } from "zod";
import { rowsWithin } from "../../format/rows-within.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { membershipInWords, readMemberships } from "./read-memberships.ts";

const maxListChars = 34_000;

export const listMembers = defineTool({
  name: "list_members",
  title: "Members of a project",
  description: "People and groups of a project with their roles and ids.",
  access: "read",
  toolset: "people",
  scopes: ["view_members"],
  input: z.object({ project_id: nameOrId, offset: z.int().min(0).default(0) }),
  run: async ({ project_id, offset }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const memberships = await readMemberships(project, redmine);
    if (memberships.length === 0) return "This project has no members that this user can see.";

    const rows = memberships.slice(offset).map((each) => `- ${membershipInWords(each)}`);
    const { text, left } = rowsWithin(rows, maxListChars);
    const more = left > 0 ? ` More: offset ${offset + rows.length - left}.` : "";
    return `${memberships.length} ${memberships.length === 1 ? "member" : "members"}.${more}\n${quote(text)}`;
  },
});
