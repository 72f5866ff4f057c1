import { z } from "zod";
import { versionName } from "../../format/version.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { versionsOf } from "../../redmine/lookups/versions.ts";
import { path } from "../../redmine/path.ts";
import { version as versionSchema } from "../../redmine/schemas/version.ts";
import { date } from "../date.ts";
import { nameOrId } from "../name-or-id.ts";
import { butNot, notTaken } from "../not-taken.ts";
import { readAgain, unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";

const versionAnswer = z.object({ version: versionSchema });
const sharings = ["none", "descendants", "hierarchy", "tree", "system"] as const;

export const saveVersion = defineTool({
  name: "save_version",
  title: "Create or change a version",
  description: 'Creates a version in a project, or changes the one given as version; "" empties a field.',
  access: "write",
  toolset: "planning",
  scopes: ["view_issues", "manage_versions"],
  input: z.object({
    project_id: nameOrId,
    version: nameOrId.optional().describe("the one to change"),
    name: z.string().trim().min(1).max(60).optional(),
    description: z.string().max(255).optional(),
    status: z.enum(["open", "locked", "closed"]).optional(),
    due_date: z.union([date, z.literal("")], { error: 'give a day as YYYY-MM-DD, or ""' }).optional(),
    sharing: z.enum(sharings).optional(),
    wiki_page: z.string().max(255).optional().describe("title"),
  }),
  run: async ({ project_id, version: given, wiki_page, ...fields }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const list = versionsOf(project);
    const json = { ...fields, ...(wiki_page !== undefined && { wiki_page_title: wiki_page }) };
    if (Object.keys(json).length === 0) throw new ToolRefusal("There is nothing to save: give name or other fields.");
    if (given === undefined && fields.name === undefined) {
      throw new ToolRefusal("A new version needs a name; to change one, give it as version. Nothing was saved.");
    }

    let id: number;
    if (given === undefined) {
      const made = await redmine.post(
        path`projects/${project.id}/versions.json`,
        { version: json },
        { what: `the versions of project ${project.identifier}`, schema: versionAnswer },
      );
      id = made.version.id;
    } else {
      id = (await choose(list, given, redmine, lookups)).id;
      await redmine.put(path`versions/${id}.json`, { version: json }, { what: `version ${id}` });
    }
    lookups.forget(list.kind);

    const what = `version ${id}`;
    const answer = await readAgain(redmine.get(path`versions/${id}.json`, versionAnswer, { what }));
    if (!answer) return unread(what);
    const { version: after } = answer;
    const ignored = notTaken({
      name: [fields.name, after.name],
      description: [fields.description, after.description],
      status: [fields.status, after.status],
      due_date: [fields.due_date, after.due_date],
      sharing: [fields.sharing, after.sharing],
      wiki_page: [wiki_page?.replaceAll(" ", "_"), after.wiki_page_title?.replaceAll(" ", "_")],
    });
    const done = given === undefined ? `Version ${id} was created.` : `Version ${id} was changed.`;
    return `${done}${butNot(ignored)}\n${quote(versionName(after, project.id))}`;
  },
});
