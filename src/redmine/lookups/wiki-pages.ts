import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { type ListedWikiPage, wikiIndexAnswer } from "../schemas/wiki.ts";
import { sameTitle } from "../wiki-title.ts";
import type { Lookups } from "./lookups.ts";
import type { Project } from "./projects.ts";
import { unknownName } from "./refusal.ts";

/** All pages of a project's wiki: Redmine gives them at once. */
export function wikiPages(
  { id, identifier }: Project,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<readonly ListedWikiPage[]> {
  return lookups.get(`wiki:${id}`, async () => {
    const what = `wiki of project ${identifier}`;
    return (await redmine.get(path`projects/${id}/wiki/index.json`, wikiIndexAnswer, { what })).wiki_pages;
  });
}

export function forgetWikiPages({ id }: Project, lookups: Lookups): void {
  lookups.forget(`wiki:${id}`);
}

/** The title of a page as Redmine keeps it. Throws LookupRefusal with titles like it. */
export async function resolveWikiTitle(
  given: string,
  project: Project,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<string> {
  const fits = ({ title }: ListedWikiPage) => sameTitle(title, given);
  const known = (await wikiPages(project, redmine, lookups)).find(fits);
  if (known) return known.title;

  forgetWikiPages(project, lookups);
  const pages = await wikiPages(project, redmine, lookups);
  const found = pages.find(fits);
  if (found) return found.title;
  throw unknownName({ kind: "wiki page", given, names: pages.map(({ title }) => title) });
}
