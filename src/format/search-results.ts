import type { SearchResult } from "../redmine/schemas/search.ts";
import { clean, line } from "./clean.ts";
import { day } from "./dates.ts";

const snippetChars = 120;

/** "- Wiki: Guide (alpha, 2026-02-05): …words around the first hit…" */
export function searchRow({ title, type, url, datetime, description }: SearchResult, words: readonly string[]): string {
  const place = placeOf(url);
  const facts = [place.project, day(datetime), type === "issue" || type === "issue-closed" ? undefined : place.path];
  const text = snippet(description, words);
  return `- ${line(title, 200)} (${facts.filter(Boolean).join(", ")})${text ? `: ${text}` : ""}`;
}

/** Redmine builds the URL from whatever Host it was asked by; the path below its base is what holds. */
function placeOf(url: string): { project?: string; path: string } {
  const [, path = ""] =
    /^(?:https?:\/\/[^/]+)?.*?(\/(?:issues|projects|news|boards|documents|attachments)\/.*)$/.exec(url) ?? [];
  const [, project] = /^\/projects\/([a-z0-9_-]+)/.exec(path) ?? [];
  return { path: line(decoded(path), 200), ...(project && { project }) };
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function snippet(text: string, words: readonly string[]): string {
  const flat = clean(text.slice(0, 200_000)).replace(/\s+/g, " ").trim();
  const lower = flat.toLowerCase();
  const hits = words.map((word) => lower.indexOf(word.toLowerCase())).filter((at) => at >= 0);
  const hit = hits.length > 0 ? Math.min(...hits) : 0;

  const start = hit < snippetChars / 2 ? 0 : flat.indexOf(" ", hit - snippetChars / 3) + 1;
  return `${start > 0 ? "…" : ""}${line(flat.slice(start), snippetChars)}`;
}
