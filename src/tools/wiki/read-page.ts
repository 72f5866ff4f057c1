import type { RedmineReader } from "../../redmine/client.ts";
import { failureOf } from "../../redmine/failure.ts";
import type { Project } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { type WikiPage, wikiPageAnswer } from "../../redmine/schemas/wiki.ts";
import { unless } from "../../redmine/unless.ts";
import { titleFault, wikiTitle } from "../../redmine/wiki-title.ts";
import { ToolRefusal } from "../tool-refusal.ts";

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
