import { line } from "../format/clean.ts";
import type { SearchResult } from "../redmine/content.ts";
import { inTurns } from "../redmine/paging.ts";

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
