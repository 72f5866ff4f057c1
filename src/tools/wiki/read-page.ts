import { foreign } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf, unless } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import type { Project } from "../../redmine/projects.ts";
import {
  resolveWikiTitle,
  titleFault,
  titleToFind,
  type WikiPage,
  wikiPageAnswer,
  wikiTitle,
} from "../../redmine/wiki.ts";
import { ToolRefusal } from "../errors.ts";

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
