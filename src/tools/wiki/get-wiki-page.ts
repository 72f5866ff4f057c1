import { z } from "zod";
import { wikiIndexText, wikiPageText } from "../../format/wiki-page.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { textFormat } from "../../redmine/lookups/text-format.ts";
import { forgetWikiPages, resolveWikiTitle, wikiPages } from "../../redmine/lookups/wiki-pages.ts";
import { nameOrId } from "../name-or-id.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { readPage } from "./read-page.ts";

export const getWikiPage = defineTool({
  name: "get_wiki_page",
  title: "Read the wiki",
  description: "Text of a wiki page with its attachments; without title, the list of pages.",
  access: "read",
  toolset: "core",
  scopes: ["view_wiki_pages"],
  extraScopes: ["view_wiki_edits", "view_news"],
  input: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255).optional(),
    version: z.int().positive().optional().describe("an old one"),
    offset: z.int().min(0).default(0),
  }),
  run: async ({ project_id, title, version, offset }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    if (title === undefined) {
      forgetWikiPages(project, lookups);
      return wikiIndexText(await wikiPages(project, redmine, lookups), quote);
    }

    const [page, format] = await Promise.all([
      readPage(redmine, project, title, version),
      textFormat(redmine, lookups),
    ]);
    if (!page) {
      const known = await resolveWikiTitle(title, project, redmine, lookups);
      throw new ToolRefusal(`The page ${known} has no version ${version}. Leave version out for the current text.`);
    }

    if (offset > page.text.length) {
      throw new ToolRefusal(`The text ends at character ${page.text.length}: give a smaller offset.`);
    }
    return wikiPageText(page, { current: version === undefined, offset, format, quote });
  },
});
