import { setImmediate as otherWork } from "node:timers/promises";
import { z } from "zod";
import type { RedmineReader } from "./client.ts";
import { attachment, searchAnswer } from "./content.ts";
import { unless } from "./failure.ts";
import { nearNames, unknownName } from "./named-list.ts";
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
 * Redmine silently removes these from a title, so that "a/b" would overwrite the page "ab"; a "." ends its routes.
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

/** Call it after a write that changes the index of this wiki. */
export function forgetWikiPages({ id }: Project, redmine: RedmineReader): void {
  redmine.lookups.forget(`wiki:${id}`);
}

/** As `wikiPages`, at most 30 seconds old. */
export function wikiPagesNow(project: Project, redmine: RedmineReader): Promise<readonly ListedWikiPage[]> {
  if (!redmine.lookups.isRecent(`wiki:${project.id}`)) forgetWikiPages(project, redmine);
  return wikiPages(project, redmine);
}

/**
 * The title of a page as Redmine keeps it. Throws LookupRefusal with titles like it. What is mistyped in one place is right
 * in the others, so Redmine is asked for titles with a part of this one first: the index of a large wiki takes it seconds.
 */
export async function resolveWikiTitle(input: string, project: Project, redmine: RedmineReader): Promise<string> {
  const maySearch = redmine.scopes?.has("search_project") ?? true;
  for (const part of maySearch ? partsOf(titleToFind(input)) : []) {
    const titles = await titlesWith(part, project, redmine);
    if (!titles) break;
    const title = findTitle(input, titles);
    if (title !== undefined) return title;
    if (nearNames(input, titles).length > 0) {
      throw unknownName({ kind: "wiki page", input: input, names: titles, isPart: true });
    }
  }
  const listed = findTitle(input, titlesOf(await wikiPages(project, redmine)));
  if (listed !== undefined) return listed;
  const pages = await wikiPagesNow(project, redmine);
  if (pages.length <= titlesInOneTurn) return listedTitle(input, pages);
  const near: ListedWikiPage[] = [];
  for (let at = 0; at < pages.length; at += titlesInOneTurn) {
    const some = pages.slice(at, at + titlesInOneTurn);
    const names = new Set(nearNames(input, titlesOf(some)));
    near.push(...some.filter(({ title }) => names.has(title)));
    await otherWork();
  }
  return listedTitle(input, near, { isPart: true });
}

const titlesInOneTurn = 2_000; // that are compared with a mistyped one: a few milliseconds

const mostParts = 3; // requests
const titlesOfPart = 25; // each comes with the whole text of its page; of more, the nearest may be missing

/** Up to three parts of a title, those with digits first: they tell most. A single word is cut in the middle. */
function partsOf(title: string): string[] {
  const words = title.replaceAll('"', "_").split("_").filter(Boolean);
  const [first = ""] = words;
  const middle = Math.ceil(first.length / 2);
  const units = words.length === 1 ? [first.slice(0, middle), first.slice(middle)] : words;
  const size = Math.ceil(units.length / mostParts);
  const parts = Array.from({ length: mostParts }, (_, at) => units.slice(at * size, (at + 1) * size).join(" "));
  const hasDigit = (part: string) => Number(/\d/.test(part));
  return parts.filter((part) => part.length > 1).toSorted((one, other) => hasDigit(other) - hasDigit(one));
}

/** All titles with these words; none where there are too many, undefined where they cannot be searched. */
async function titlesWith(words: string, { id }: Project, redmine: RedmineReader): Promise<string[] | undefined> {
  const query = { q: words, all_words: 1, titles_only: 1, wiki_pages: 1, limit: titlesOfPart };
  const answer = await unless(
    ["forbidden", "not_found", "too_large"],
    redmine.get(path`projects/${id}/search.json`, searchAnswer, { what: "the search", query }),
  );
  if (!answer) return undefined;
  if ((answer.total_count ?? 0) > titlesOfPart) return [];
  // where wiki pages may not be searched, Redmine searches everything else instead
  return answer.results.flatMap(({ type, url }) => (type === "wiki-page" ? (titleAt(url) ?? []) : []));
}

function titleAt(url: string): string | undefined {
  const [, title = ""] = /\/wiki\/([^/?#]+)$/.exec(url) ?? [];
  try {
    return decodeURIComponent(title) || undefined;
  } catch {
    return undefined;
  }
}

function titlesOf(pages: readonly ListedWikiPage[]): string[] {
  return pages.map(({ title }) => title);
}

/** The title among these pages. Throws LookupRefusal with titles like it. */
export function listedTitle(input: string, pages: readonly ListedWikiPage[], { isPart = false } = {}): string {
  const titles = titlesOf(pages);
  const title = findTitle(input, titles);
  if (title !== undefined) return title;
  throw unknownName({ kind: "wiki page", input, names: titles, isPart });
}

function findTitle(input: string, titles: readonly string[]): string | undefined {
  const folded = wikiTitle(titleToFind(input)).toLowerCase();
  return titles.find((title) => title.toLowerCase() === folded || wikiTitle(title).toLowerCase() === folded);
}
