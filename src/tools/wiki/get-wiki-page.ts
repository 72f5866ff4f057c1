import { z } from "zod";
import { wikiIndexText, wikiPageText } from "../../format/wiki-page.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf, unless } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import {
  forgetWikiPages,
  resolveWikiTitle,
  textFormat,
  titleFault,
  type WikiPage,
  wikiPageAnswer,
  wikiPages,
  wikiTitle,
} from "../../redmine/wiki.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import { defineTool } from "../tool.ts";

/** Undefined where there is no such page or version. */
export async function readPage(
  redmine: RedmineReader,
  project: Project,
  title: string,
  version?: number,
): Promise<WikiPage | undefined> {
  const page = addressable(title);
  const at =
    version === undefined
      ? path`projects/${project.id}/wiki/${page}.json`
      : path`projects/${project.id}/wiki/${page}/${version}.json`;
  const query = { include: "attachments" };
  const what = `wiki page “${page}” of project ${project.identifier}`;

  const answer = await unless(["not_found"], redmine.get(at, wikiPageAnswer, { what, query })).catch(renamed);
  return answer?.wiki_page;
}

/** Redmine redirects from a page's old title to its new one. */
function renamed(error: unknown): never {
  const failure = failureOf(error);
  if (failure?.reason !== "not_redmine" || failure.because !== "redirect") throw error;
  throw new ToolRefusal(
    "The page has another title now. Nothing was done. Without a title, get_wiki_page lists the pages.",
  );
}

/** The title as it stands in Redmine's paths. */
export function addressable(title: string): string {
  const fault = titleFault(title);
  if (fault) throw new ToolRefusal(`The title ${fault}. Nothing was done. Choose another title.`);
  return wikiTitle(title);
}

export const getWikiPage = defineTool({
  name: "get_wiki_page",
  title: "Read the wiki",
  description: "Text of a wiki page with its attachments; without title, the list of pages.",
  access: "read",
  toolset: "core",
  scopes: ["view_wiki_pages"],
  extraScopes: ["view_wiki_edits", "view_news"],
  parameters: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255).optional(),
    version: z.int().positive().optional().describe("an old one"),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ project_id, title, version, offset }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    if (title === undefined) {
      forgetWikiPages(project, redmine);
      return wikiIndexText(await wikiPages(project, redmine), quote);
    }

    const [page, format] = await Promise.all([readPage(redmine, project, title, version), textFormat(redmine)]);
    if (!page) {
      const known = await resolveWikiTitle(title, project, redmine);
      throw new ToolRefusal(`The page ${known} has no version ${version}. Leave version out for the current text.`);
    }

    if (offset > page.text.length) {
      throw new ToolRefusal(`The text ends at character ${page.text.length}: give a smaller offset.`);
    }
    return wikiPageText(page, { current: version === undefined, offset, format, quote });
  },
});
