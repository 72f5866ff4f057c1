import { z } from "zod";
import { foreign } from "../../format/clean.ts";
import { wikiIndexText, wikiPageText } from "../../format/wiki-page.ts";
import { resolveProject } from "../../redmine/projects.ts";
import { textFormat } from "../../redmine/text-format.ts";
import { listedTitle, resolveWikiTitle, wikiPagesNow } from "../../redmine/wiki.ts";
import { storedText } from "../../redmine/wiki-text.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { readPage, titleOfPage } from "./read-page.ts";

export const getWikiPage = defineTool({
  name: "get_wiki_page",
  title: "Read the wiki",
  description: "Text of a wiki page with its attachments; without title, the list of pages.",
  access: "read",
  toolset: "core",
  scopes: ["view_wiki_pages"],
  extraScopes: ["view_wiki_edits", "export_wiki_pages", "view_news", "search_project"],
  parameters: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255).optional(),
    parent: z.string().min(1).max(255).optional().describe("lists the pages below it"),
    version: z.int().positive().optional(),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ project_id, title, parent, version, offset }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    if (title === undefined) {
      const pages = await wikiPagesNow(project, redmine);
      const above = parent === undefined ? undefined : listedTitle(parent, pages);
      return wikiIndexText(pages, { parent: above, offset, quote });
    }

    const asked = await readPage(redmine, project, title, version);
    const titleOf = version === undefined ? resolveWikiTitle : titleOfPage; // of which only the version may be missing
    // not every database of Redmine's knows that É is é
    const known = asked?.title ?? (await titleOf(title, project, redmine));
    const page = asked ?? (await readPage(redmine, project, known, version));
    if (!page) {
      if (version === undefined) throw new ToolRefusal("There is no such page any more.");
      throw new ToolRefusal(
        `The page ${foreign(known)} has no version ${version}. Leave version out for the current text.`,
      );
    }
    const [own, format] = await Promise.all([storedText(page, project, redmine, version), textFormat(redmine)]);
    const text = own ?? page.text;

    if (offset > text.length) {
      throw new ToolRefusal(`The text ends at character ${text.length}: give a smaller offset.`);
    }
    const decorated = own === undefined;
    return wikiPageText({ ...page, text }, { current: version === undefined, decorated, offset, format, quote });
  },
});
