import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { attachment } from "./content.ts";
import { unknownName } from "./named-list.ts";
import { path } from "./path.ts";
import type { Project } from "./projects.ts";
import { named, optionalText } from "./values.ts";

const listed = z.object({
  title: z.string(),
  parent: z.object({ title: z.string() }).optional(),
  version: z.number(),
  updated_on: z.string(),
});
export type ListedWikiPage = z.output<typeof listed>;

export const wikiPage = listed.extend({
  text: z
    .string()
    .nullable()
    .transform((text) => text ?? ""),
  author: named.optional(),
  comments: optionalText,
  attachments: z.array(attachment).optional(),
});
export type WikiPage = z.output<typeof wikiPage>;

export const wikiPageAnswer = z.object({ wiki_page: wikiPage });
export const wikiIndexAnswer = z.object({ wiki_pages: z.array(listed) });

/**
 * Redmine takes these out of a title without a word, so that "a/b" would overwrite the page "ab"; a "." ends its routes.
 */
const impossible = /[,./?;|:]/;

/** What is wrong with a title, as the end of a sentence; undefined when Redmine can address it. */
export function titleFault(title: string): string | undefined {
  const [bad] = impossible.exec(title) ?? [];
  if (bad) return `has a “${bad}”, which Redmine's wiki titles cannot have (none of , . / ? ; | :)`;
  if (title.trim() === "") return "is empty";
  if (title.length > 255) return "is longer than 255 characters";
  return undefined;
}

/** The title as Redmine keeps it: underscores for blanks, the first letter large. "index" in small letters would be a route. */
export function wikiTitle(title: string): string {
  const underscored = title.trim().replace(/[ \t\r\n\f\v]+/g, "_"); // Ruby's \s: a no-break space stays
  return underscored.charAt(0).toUpperCase() + underscored.slice(1);
}

/** The title under which Redmine finds a page: it ignores the characters that titles cannot have. */
export function titleToFind(title: string): string {
  return wikiTitle(title.replace(new RegExp(impossible, "g"), ""));
}

/** Redmine compares titles without regard to case. */
export function sameTitle(one: string, other: string): boolean {
  return wikiTitle(one).toLowerCase() === wikiTitle(other).toLowerCase();
}

/** All pages of a project's wiki: Redmine gives them at once. */
export function wikiPages({ id, identifier }: Project, redmine: RedmineReader): Promise<readonly ListedWikiPage[]> {
  return redmine.lookups.get(`wiki:${id}`, async () => {
    const what = `wiki of project ${identifier}`;
    return (await redmine.get(path`projects/${id}/wiki/index.json`, wikiIndexAnswer, { what })).wiki_pages;
  });
}

export function forgetWikiPages({ id }: Project, redmine: RedmineReader): void {
  redmine.lookups.forget(`wiki:${id}`);
}

/** As `wikiPages`, at most 30 seconds old. */
export function wikiPagesNow(project: Project, redmine: RedmineReader): Promise<readonly ListedWikiPage[]> {
  if (!redmine.lookups.isRecent(`wiki:${project.id}`)) forgetWikiPages(project, redmine);
  return wikiPages(project, redmine);
}

/** The title of a page as Redmine keeps it. Throws LookupRefusal with titles like it. */
export async function resolveWikiTitle(input: string, project: Project, redmine: RedmineReader): Promise<string> {
  const known = findTitle(input, await wikiPages(project, redmine));
  return known ?? listedTitle(input, await wikiPagesNow(project, redmine));
}

/** The title among these pages. Throws LookupRefusal with titles like it. */
export function listedTitle(input: string, pages: readonly ListedWikiPage[]): string {
  const title = findTitle(input, pages);
  if (title !== undefined) return title;
  throw unknownName({ kind: "wiki page", given: input, names: pages.map((page) => page.title) });
}

function findTitle(input: string, pages: readonly ListedWikiPage[]): string | undefined {
  const wanted = wikiTitle(titleToFind(input)).toLowerCase();
  return pages.find(({ title }) => title.toLowerCase() === wanted || wikiTitle(title).toLowerCase() === wanted)?.title;
}
