import type { SearchResult } from "../redmine/content.ts";
import { line } from "./clean.ts";
import { snippet } from "./text.ts";
import { day } from "./units.ts";

const snippetChars = 100;

/** "- Wiki: Guide (alpha, 2026-02-05): …words around the first hit…"; news, documents and messages with their path. */
export function searchRow(
  { id, title, type, url, datetime, description }: SearchResult,
  words: readonly string[],
  basePath = "",
): string {
  const place = placeOf(url, basePath);
  const kind = knownTypes.has(type) ? undefined : `${line(type, 40)} #${id}`; // a plugin's
  const facts = [kind, place.project, day(datetime), addressed.has(type) ? undefined : place.path];
  const text = snippet(description, words, snippetChars);
  return `- ${line(title, 200)} (${facts.filter(Boolean).join(", ")})${text ? `: ${text}` : ""}`;
}

/** The title or the project says how to ask for these. */
const addressed = new Set(["issue", "issue-closed", "wiki-page", "project"]);
const knownTypes = new Set([...addressed, "news", "document", "changeset", "message", "reply"]);

/** Redmine builds the URL from whatever Host it was asked by; the path below its base is what holds. */
function placeOf(url: string, basePath: string): { project?: string; path: string } {
  const [, own = ""] = /^(?:https?:\/\/[^/]+)?(\/.*)$/.exec(url) ?? [];
  const below = /\/(?:issues|projects|news|boards|documents|attachments)\/.*$/.exec(own)?.[0];
  // a plugin's paths begin with a word of its own
  const path = below ?? (own.startsWith(`${basePath}/`) ? own.slice(basePath.length) : own);
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
