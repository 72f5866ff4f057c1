import { z } from "zod";
import { foreign } from "../../format/clean.ts";
import { wikiIndexText, wikiPageText } from "../../format/wiki-page.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf, unless } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import { type Project, resolveProject } from "../../redmine/projects.ts";
import { textFormat } from "../../redmine/text-format.ts";
import {
  listedTitle,
  resolveWikiTitle,
  titleFault,
  titleToFind,
  type WikiPage,
  wikiPageAnswer,
  wikiPagesNow,
  wikiTitle,
} from "../../redmine/wiki.ts";
import { storedText } from "../../redmine/wiki-text.ts";
import { nameOrId } from "../input.ts";
import { defineTool, ToolRefusal } from "../tool.ts";

/** Undefined where there is no such page or version. Its text may have a plugin's additions: see redmine/wiki-text.ts. */
export async function readPage(
  redmine: RedmineReader,
  project: Project,
  title: string,
  version?: number,
): Promise<WikiPage | undefined> {
  const page = titleToFind(title);
  if (page === "") throw new ToolRefusal("The title is empty. Nothing was done. Give the title of a page.");
  const at =
    version === undefined
      ? path`projects/${project.id}/wiki/${page}.json`
      : path`projects/${project.id}/wiki/${page}/${version}.json`;
  const query = { include: "attachments" };
  const what = `wiki page “${page}” of project ${project.identifier}`;

  const answer = await unless(["not_found"], redmine.get(at, wikiPageAnswer, { what, query })).catch(renamed);
  return answer?.wiki_page;
}

/** A page that the title means. Undefined where it has gone in the meantime; throws LookupRefusal with titles like it. */
export async function existingPage(
  title: string,
  project: Project,
  redmine: RedmineReader,
): Promise<WikiPage | undefined> {
  const page = await readPage(redmine, project, title);
  return page ?? readPage(redmine, project, await resolveWikiTitle(title, project, redmine));
}

/** The title as Redmine keeps it of a page that exists. Throws LookupRefusal with titles like it. */
export async function titleOfPage(title: string, project: Project, redmine: RedmineReader): Promise<string> {
  const page = await readPage(redmine, project, title);
  return page?.title ?? resolveWikiTitle(title, project, redmine);
}

/** Redmine redirects from a page's old title to its new one, which may be in another project. */
function renamed(error: unknown): never {
  const failure = failureOf(error);
  if (failure?.reason !== "not_redmine" || failure.because !== "redirect") throw error;
  const [, project, title] = /\/projects\/([^/?#]+)\/wiki\/([^/?#]+)/.exec(failure.location ?? "") ?? [];
  const target = title && decoded(title.replace(/\.json$/, ""));
  if (!target || !project) {
    throw new ToolRefusal(
      "The page has another title now. Nothing was done. Without a title, get_wiki_page lists the pages.",
    );
  }
  throw new ToolRefusal(
    `The page has another title now: “${foreign(target)}” in project ${foreign(project, 100)}. Nothing was done. Use that title.`,
  );
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The title to write under, as it stands in Redmine's paths. Throws ToolRefusal where Redmine would take another one. */
export function titleToWrite(title: string): string {
  const fault = titleFault(title);
  if (fault) throw new ToolRefusal(`The title ${fault}. Nothing was done. Choose another title.`);
  return wikiTitle(title);
}

/** Refuses a change of a page whose own text cannot be told from what a plugin adds. */
export function refuseDecorated(): never {
  throw new ToolRefusal(
    "A plugin of this Redmine (wiki_extensions) adds text to every answer with this page, and the page's own text cannot be told from it. Nothing was saved. With the permission export_wiki_pages this connector reads the page's own text.",
  );
}

export const getWikiPage = defineTool({
  name: "get_wiki_page",
  title: "Read wiki",
  description: "A wiki page's text and attachments; without title, the list of pages.",
  access: "read",
  toolset: "core",
  scopes: ["view_wiki_pages"],
  extraScopes: ["view_wiki_edits", "export_wiki_pages", "view_news", "search_project"],
  parameters: z.object({
    project_id: nameOrId,
    title: z.string().min(1).max(255).optional(),
    parent: z.string().min(1).max(255).optional().describe("lists pages below it"),
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

    const exact = await readPage(redmine, project, title, version);
    const titleOf = version === undefined ? resolveWikiTitle : titleOfPage; // of which only the version may be missing
    // not every database of Redmine's knows that É is é
    const knownTitle = exact?.title ?? (await titleOf(title, project, redmine));
    const page = exact ?? (await readPage(redmine, project, knownTitle, version));
    if (!page) {
      if (version === undefined) throw new ToolRefusal("There is no such page any more.");
      throw new ToolRefusal(
        `The page ${foreign(knownTitle)} has no version ${version}. Leave version out for the current text.`,
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
