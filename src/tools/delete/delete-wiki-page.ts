import { z } from "zod";
import { line } from "../../format/clean.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { forgetWikiPages, resolveWikiTitle, wikiPages } from "../../redmine/lookups/wiki-pages.ts";
import { path } from "../../redmine/path.ts";
import { wikiPageAnswer } from "../../redmine/schemas/wiki.ts";
import { sameTitle } from "../../redmine/wiki-title.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { addressable, readPage } from "../wiki/read-page.ts";
import { confirm, confirmed, count } from "./confirmed.ts";
import { gone } from "./gone.ts";

export const deleteWikiPage = defineTool({
  name: "delete_wiki_page",
  title: "Delete a wiki page",
  description: "Deletes a wiki page with all its versions for good; pages below it stay.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_wiki_pages", "delete_wiki_pages"],
  input: z.object({ project_id: nameOrId, title: z.string().min(1).max(255), confirm }),
  run: async ({ project_id, title, confirm: given }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    forgetWikiPages(project, lookups);
    const name = await resolveWikiTitle(addressable(title), project, redmine, lookups);
    const page = await readPage(redmine, project, name);
    if (!page) throw new ToolRefusal("There is no such page any more. Nothing was deleted.");
    const pages = await wikiPages(project, redmine, lookups);
    const below = pages.filter(({ parent }) => parent && sameTitle(parent.title, name)).length;

    const what = `the wiki page of project ${project.identifier}`;
    confirmed(
      {
        what,
        name: line(page.title),
        with: [count(page.version, "version"), count(page.attachments?.length, "attachment")],
        besides: [
          below > 0 && `${count(below, "page")} directly below it ${below === 1 ? "stays" : "stay"}, without a parent.`,
        ],
      },
      given,
      quote,
    );
    const at = path`projects/${project.id}/wiki/${page.title}.json`;
    await redmine.delete(at, { what });
    forgetWikiPages(project, lookups);
    return gone(`the wiki page ${line(page.title)}`, redmine.get(at, wikiPageAnswer, { what }));
  },
});
