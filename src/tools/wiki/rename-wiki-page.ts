import { z } from "zod";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { forgetWikiPages, resolveWikiTitle, wikiPages } from "../../redmine/lookups/wiki-pages.ts";
import { path } from "../../redmine/path.ts";
import { sameTitle } from "../../redmine/wiki-title.ts";
import { nameOrId } from "../name-or-id.ts";
import { readAgain, unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { addressable, readPage } from "./read-page.ts";

export const renameWikiPage = defineTool({
  name: "rename_wiki_page",
  title: "Rename a wiki page",
  description: "Gives a wiki page another title; the old one leads there unless redirect is false.",
  access: "write",
  toolset: "wiki",
  scopes: ["view_wiki_pages", "edit_wiki_pages", "rename_wiki_pages"],
  input: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255),
    new_title: z.string().min(1).max(255),
    redirect: z.boolean().default(true),
  }),
  run: async ({ project_id, title, new_title, redirect }, { redmine, lookups }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const name = addressable(new_title);
    const page = await readPage(
      redmine,
      project,
      await resolveWikiTitle(addressable(title), project, redmine, lookups),
    );
    if (!page) throw new ToolRefusal("There is no such page any more. Nothing was renamed.");
    if (page.title === name) return `The page is called ${name} already.`;
    const others = (await wikiPages(project, redmine, lookups)).filter((each) => each.title !== page.title);
    if (others.some((other) => sameTitle(other.title, name))) {
      throw new ToolRefusal(`There is another page called ${name}. Nothing was renamed. Choose another title.`);
    }

    await redmine.put(
      path`projects/${project.id}/wiki/${page.title}.json`,
      {
        wiki_page: {
          title: name,
          redirect_existing_links: redirect ? "1" : "0",
          text: page.text, // the same text makes no new version; without any Redmine empties the page
          version: page.version,
        },
      },
      { what: `wiki page “${page.title}” of project ${project.identifier}` },
    );

    forgetWikiPages(project, lookups);
    const after = await readAgain(readPage(redmine, project, name));
    if (!after || !sameTitle(after.title, name)) {
      const before = await readAgain(readPage(redmine, project, page.title));
      if (!before) return unread("the page");
      throw new ToolRefusal(
        `Redmine did NOT rename the page: it is ${page.title} still. The user's role may lack the permission rename_wiki_pages.`,
      );
    }
    return `The page is ${after.title} now, version ${after.version}. ${redirect ? `${page.title} leads there.` : `Links to ${page.title} lead nowhere now.`}`;
  },
});
