import { z } from "zod";
import { foreign, line } from "../../format/clean.ts";
import { path } from "../../redmine/path.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { forgetWikiPages, sameTitle, wikiPageAnswer, wikiPages } from "../../redmine/wiki.ts";
import { textToChange } from "../../redmine/wiki-text.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "../confirm.ts";
import { nameOrId } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";
import { madeDespite, notMade, readAgain, sendAndRead, unread } from "../write-result.ts";
import { existingPage, readPage, refuseDecorated, titleToWrite } from "./read-page.ts";
import { hasText } from "./save-wiki-page.ts";

export const renameWikiPage = defineTool({
  name: "rename_wiki_page",
  title: "Rename wiki page",
  description: "Renames a wiki page; redirect: the old title leads there.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "wiki",
  scopes: ["view_wiki_pages", "edit_wiki_pages", "rename_wiki_pages"],
  extraScopes: ["export_wiki_pages"],
  parameters: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255),
    new_title: z.string().min(1).max(255),
    redirect: z.boolean().default(true),
  }),
  execute: async ({ project_id, title, new_title, redirect }, { redmine }) => {
    const project = await resolveProject(project_id, redmine);
    const name = titleToWrite(new_title);
    const page = await existingPage(title, project, redmine);
    if (!page) throw new ToolRefusal("There is no such page any more. Nothing was renamed.");
    if (page.title === name) return `The page is called ${name} already.`;
    // a title that only leads to another page may be taken
    const other = await readPage(redmine, project, name).catch((error: unknown) => {
      if (!(error instanceof ToolRefusal)) throw error;
    });
    if (other && other.title !== page.title) {
      throw new ToolRefusal(`There is another page called ${name}. Nothing was renamed. Choose another title.`);
    }
    const text = (await textToChange(page, project, redmine)) ?? refuseDecorated();

    const put = redmine.put(
      path`projects/${project.id}/wiki/${page.title}.json`,
      {
        wiki_page: {
          title: name,
          redirect_existing_links: redirect ? "1" : "0",
          text, // the same text makes no new version; without any Redmine empties the page
          version: page.version,
        },
      },
      { what: `wiki page “${foreign(page.title)}” of project ${project.identifier}` },
    );

    const { after, error } = await sendAndRead(put, () => readPage(redmine, project, name));
    forgetWikiPages(project, redmine);
    if (!after || !sameTitle(after.title, name)) {
      const before = await readAgain(readPage(redmine, project, page.title));
      if (!before) return unread("the page");
      if (error !== undefined) throw notMade(error);
      throw new ToolRefusal(
        `Redmine did NOT rename the page: it is ${foreign(page.title)} still. The user's role may lack the permission rename_wiki_pages.`,
      );
    }
    const isUnchanged = await hasText(after, text, project, redmine);
    const changed = isUnchanged === false || after.version !== page.version;
    return [
      `The page is ${after.title} now, version ${after.version}.`,
      ...(error === undefined ? [] : [madeDespite(error)]),
      redirect ? `${page.title} leads there.` : `Links to ${page.title} lead nowhere now.`,
      ...(changed ? [`But its text is not that of version ${page.version} any more: read the page.`] : []),
    ].join(" ");
  },
});

export const deleteWikiPage = defineTool({
  name: "delete_wiki_page",
  title: "Delete wiki page",
  description: "Deletes a wiki page with all versions.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_wiki_pages", "delete_wiki_pages"],
  parameters: z.object({ project_id: nameOrId, title: z.string().min(1).max(255), confirm }),
  execute: async ({ project_id, title, confirm: confirmation }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const page = await existingPage(title, project, redmine);
    if (!page) throw new ToolRefusal("There is no such page any more. Nothing was deleted.");
    forgetWikiPages(project, redmine);
    const pages = await wikiPages(project, redmine);
    const below = pages.filter(({ parent }) => parent && sameTitle(parent.title, page.title)).length;

    const what = `the wiki page of project ${project.identifier}`;
    confirmed(
      {
        what,
        name: line(page.title),
        with: [countIfAny(page.version, "version"), countIfAny(page.attachments?.length, "attachment")],
        besides: [
          below > 0 &&
            `${countIfAny(below, "page")} directly below it ${below === 1 ? "stays" : "stay"}, without a parent.`,
        ],
      },
      confirmation,
      quote,
    );
    const endpoint = path`projects/${project.id}/wiki/${page.title}.json`;
    const error = await attempt(redmine.delete(endpoint, { what }));
    forgetWikiPages(project, redmine);
    return gone(`the wiki page ${line(page.title)}`, redmine.get(endpoint, wikiPageAnswer, { what }), error);
  },
});
