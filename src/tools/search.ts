import { z } from "zod";
import { line } from "../format/clean.ts";
import { issueHits } from "../format/issue-list.ts";
import { searchRow } from "../format/search-results.ts";
import { rowsWithin } from "../format/text.ts";
import { type SearchResult, searchAnswer } from "../redmine/content.ts";
import { inTurns } from "../redmine/paging.ts";
import { path } from "../redmine/path.ts";
import { resolveProject } from "../redmine/projects.ts";
import { nameOrId, rowLimit } from "./input.ts";
import { defineTool, ToolRefusal } from "./tool.ts";

const maxWords = 5; // Redmine drops the rest, silently

/**
 * The words of a query for which Redmine certainly does not search, and the others; quotation marks keep a phrase together.
 * Redmine decides: a single letter is no word to it, a single character of Chinese or Japanese is.
 */
export function searchWords(query: string): { used: string[]; unused: string[] } {
  const tokens = query.match(/"[^"]+"|\S+/g) ?? [];
  const words = [...new Set(tokens.map((token) => token.replace(/^"|"$/g, "").trim()))].filter(Boolean);
  const long = words.filter((word) => !/^[\x21-\x7e]$/.test(word));
  const used = long.slice(0, maxWords);
  return { used, unused: words.filter((word) => !used.includes(word)) };
}

/** What Redmine calls them when asked, and in its answers. */
const answeredAs = {
  issues: ["issue", "issue-closed"],
  wiki_pages: ["wiki-page"],
  news: ["news"],
  documents: ["document"],
  changesets: ["changeset"],
  messages: ["message", "reply"],
  projects: ["project"],
} as const;

type Kind = keyof typeof answeredAs;
const kinds = Object.keys(answeredAs) as [Kind, ...Kind[]]; // the keys of a literal with at least one

const maxListChars = 38_000;

export const searchRedmine = defineTool({
  name: "search_redmine",
  title: "Search Redmine",
  description: "Full-text search in all content; all words must occur.",
  access: "read",
  toolset: "core",
  scopes: ["search_project"],
  extraScopes: ["view_issues", "view_wiki_pages", "view_news", "view_documents", "view_messages", "view_changesets"],
  parameters: z.object({
    query: z.string().trim().min(1).max(500),
    project_id: nameOrId.optional(),
    types: z.array(z.enum(kinds)).min(1).max(20).optional(),
    titles_only: z.boolean().default(false),
    limit: rowLimit(1, 100).default(20),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ query, project_id, types, titles_only, limit, offset }, { redmine, quote, settings }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const endpoint = project ? path`projects/${project.id}/search.json` : path`search.json`;
    const chosen = Object.fromEntries((types ?? []).map((type) => [type, 1]));
    const { used, unused } = searchWords(query);

    const search = async (text: string, all = true, page = { limit, offset }) => {
      const answer = await redmine.get(endpoint, searchAnswer, {
        what: "the search",
        query: {
          q: text,
          all_words: all ? 1 : "",
          ...chosen,
          ...(titles_only && { titles_only: 1 }),
          ...(project && { scope: "subprojects" }),
          ...page,
        },
      });
      return { ...answer, results: answer.results.slice(0, page.limit) }; // Redmine never sends more
    };
    const answer = await search(query);

    // where none of the types may be searched, Redmine searches all others instead
    const requestedTypes = new Set<string>(types?.flatMap((type) => answeredAs[type]));
    const isAsked = (all: readonly SearchResult[]) => !types || all.every(({ type }) => requestedTypes.has(type));
    const results = types ? answer.results.filter(({ type }) => requestedTypes.has(type)) : answer.results;
    if (results.length === 0 && answer.results.length > 0) {
      return `Nothing found: ${types?.join(" and ")} cannot be searched there by this user.`;
    }
    const total = answer.total_count ?? 0;

    const base = new URL(settings.redminePublicUrl).pathname.replace(/\/$/, "");
    const fewer =
      total === 0 && offset === 0
        ? await searchFewer(used, (text, any) => search(text, !any, { limit: fewerShown, offset: 0 }))
        : undefined;
    if (fewer && isAsked(fewer.results)) {
      const rows = fewer.results.map((result) => searchRow(result, fewer.words, base));
      return `${fewer.sentence}\n${quote(rowsWithin(rows, maxListChars).text)}`;
    }
    const rows = results.map((result) => searchRow(result, used, base));
    const { text, left } = rowsWithin(rows, maxListChars);
    const shown = rows.length - left;

    const heading = [
      total === 0 ? "Nothing found." : `${total} found, newest first.`,
      total > 0 &&
        shown < total &&
        (shown > 0 ? `Shown: ${offset + 1}–${offset + shown}.` : `None from offset ${offset} on.`),
      shown > 0 && offset + shown < total && `More: offset ${offset + shown}.`,
      unused.length > 0 &&
        `Not searched for: ${unused.map((word) => line(word, 40)).join(" ")} (Redmine takes up to five words, and no single letters).`,
      answer.total_count === null && "Redmine takes none of these words: give a longer one.",
      total === 0 && used.length > 1 && "All words must occur: try fewer.",
    ].filter(Boolean);
    return rows.length > 0 ? `${heading.join(" ")}\n${quote(text)}` : heading.join(" ");
  },
});

const pageSize = 25;

export const searchIssues = defineTool({
  name: "search_issues",
  title: "Search issues",
  description: "Full-text search in subjects, descriptions, notes and custom fields; all words must occur.",
  access: "read",
  toolset: "core",
  scopes: ["search_project", "view_issues"],
  parameters: z.object({
    query: z.string().trim().min(1).max(500).describe('up to 5 words or "phrases"'),
    project_id: nameOrId.optional(),
    open_issues_only: z.boolean().optional(),
    offset: z.int().min(0).optional(),
  }),
  execute: async ({ query, project_id, open_issues_only, offset = 0 }, { redmine, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const search = (text: string, all = true, page = { limit: pageSize, offset }) =>
      redmine.get(project ? path`projects/${project.id}/search.json` : path`search.json`, searchAnswer, {
        what: project ? `the issues of ${project.name}` : "the search",
        query: {
          q: text,
          all_words: all ? undefined : "",
          issues: 1,
          open_issues: open_issues_only ? 1 : undefined,
          scope: project ? "subprojects" : undefined,
          ...page,
        },
      });
    const { results, total_count } = await search(query);
    if (total_count === null) throw new ToolRefusal("Redmine takes none of these words: give a longer one.");

    const { used, unused } = searchWords(query);
    const fewer =
      total_count === 0 && offset === 0
        ? await searchFewer(used, (text, any) => search(text, !any, { limit: fewerShown, offset: 0 }))
        : undefined;
    if (fewer) return `${fewer.sentence}\n${quote(issueHits(fewer.results, fewer.words))}`;
    const heading = `${total_count} ${open_issues_only ? "open " : ""}${total_count === 1 ? "issue" : "issues"} found`;
    const hints = [
      unused.length > 0 && `Not searched for: ${unused.map((word) => line(word, 40)).join(", ")}.`,
      total_count === 0 && used.length > 1 && "All words must occur: try fewer or other words.",
      /^#?\d+$/.test(query) && `Issue ${line(query)} itself: get_issue_details.`,
      offset + results.length < total_count && `Next: offset=${offset + results.length}.`,
    ];
    const head =
      results.length > 0
        ? `${heading}; ${offset + 1}–${offset + results.length}, newest first, with the day of creation:`
        : `${heading}${total_count > 0 ? `; none from offset ${offset} on` : ""}.`;
    return [head, results.length > 0 && quote(issueHits(results, used)), ...hints].filter(Boolean).join("\n");
  },
});

/** What a search found: `total` is null where Redmine took none of the words. */
interface Found {
  results: readonly SearchResult[];
  total_count: number | null;
}

/** Searches for a text; `any`: any of its words will do. */
export type Search = (text: string, any?: true) => Promise<Found>;

export interface FewerWords {
  /** What fewer words find, in a sentence. */
  sentence: string;
  /** Of the shortest list that is not empty, and the words that it was found with. */
  results: readonly SearchResult[];
  words: readonly string[];
}

/** How many results of fewer words are shown. */
export const fewerShown = 5;

const phrase = (word: string) => (/\s/.test(word) ? `"${word}"` : word);
const shownWord = (word: string) => `“${line(word, 60)}”`;

/**
 * Where all words of a query find nothing: the query with each word left out, one request a word (five at most), and where
 * that finds nothing either, any of the words.
 */
export async function searchFewer(words: readonly string[], search: Search): Promise<FewerWords | undefined> {
  if (words.length < 2) return undefined;
  const tries = await inTurns(words, async (word) => {
    const rest = words.filter((each) => each !== word);
    const { results, total_count } = await search(rest.map(phrase).join(" "));
    return { word, rest, results, total: results.length > 0 ? (total_count ?? 0) : 0 };
  });
  const [best] = tries.filter(({ total }) => total > 0).toSorted((one, other) => one.total - other.total);
  if (best) {
    const counts = tries.map(({ word, total }) => `without ${shownWord(word)} ${total}`).join(", ");
    return {
      sentence: `Nothing has all words; ${counts}. Without ${shownWord(best.word)}:`,
      results: best.results,
      words: best.rest,
    };
  }
  if (words.length === 2) return undefined; // each alone was tried

  const any = await search(words.map(phrase).join(" "), true);
  if (any.results.length === 0) return undefined;
  return { sentence: `Nothing has all words; ${any.total_count} have one of them:`, results: any.results, words };
}
