import type { SearchResult } from "../redmine/schemas/search.ts";
import { line } from "./clean.ts";
import { day } from "./dates.ts";
import { snippet } from "./snippet.ts";

const snippetLength = 60;

/** One line an issue and, where it helps, one of the text around the words found. */
export function issueHits(hits: readonly SearchResult[], words: readonly string[]): string {
  return hits.map((hit) => row(hit, words)).join("\n");
}

function row({ id, title, type, description, datetime }: SearchResult, words: readonly string[]): string {
  // Redmine writes "Bug #61 (In Progress): Memory grows"
  const [, tracker, status, subject] = /^(.+?) #\d+ \((.+?)\): (.*)$/s.exec(title) ?? [];
  const closed = type === "issue-closed" && !/closed/i.test(status ?? "") ? ", closed" : "";
  const what =
    subject === undefined
      ? line(title)
      : `${line(tracker ?? "", 60)} (${line(status ?? "", 60)}${closed}) ${line(subject)}`;
  const around = snippet(description, words, snippetLength);
  return `#${id} ${day(datetime)} ${what}${around ? `\n  ${around}` : ""}`;
}
