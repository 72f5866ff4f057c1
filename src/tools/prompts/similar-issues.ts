import type { RedmineReader } from "../../redmine/client.ts";
import { path } from "../../redmine/path.ts";
import { type SearchResult, searchAnswer } from "../../redmine/schemas/search.ts";

const looked = 50; // hits of any of the words, of which the best are kept
const maxWords = 5; // Redmine looks at no more
const minLetters = 4; // shorter words stand everywhere

/** Open issues of a project that share the most words with a text, best first; with the words looked for. */
export async function similarIssues(
  text: string,
  projectId: number,
  redmine: RedmineReader,
  most: number,
): Promise<{ hits: SearchResult[]; words: string[] }> {
  const words = tellingWords(text);
  if (words.length === 0) return { hits: [], words };

  const query = { q: words.join(" "), issues: 1, open_issues: 1, all_words: "", limit: looked }; // "": any of the words
  const at = path`projects/${projectId}/search.json`;
  const { results } = await redmine.get(at, searchAnswer, { what: "the search", query });

  const scored = results
    .filter(({ type }) => type === "issue")
    .map((hit) => ({ hit, score: score(hit, words) }))
    .toSorted((a, b) => b.score - a.score);
  return { hits: scored.slice(0, most).map(({ hit }) => hit), words };
}

/** The longest different words: rare ones are long. */
export function tellingWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}_-]*/gu) ?? [];
  const telling = [...new Set(words)].filter((word) => word.length >= minLetters);
  return telling.toSorted((a, b) => b.length - a.length).slice(0, maxWords);
}

/** A word in the title counts for three in the text. */
function score({ title, description }: SearchResult, words: readonly string[]): number {
  const [heading, body] = [title.toLowerCase(), description.slice(0, 100_000).toLowerCase()];
  return words.reduce((sum, word) => sum + (heading.includes(word) ? 3 : 0) + (body.includes(word) ? 1 : 0), 0);
}
