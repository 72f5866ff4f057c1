import { z } from "zod";
import { searchAnswer } from "../redmine/content.ts";
import { path } from "../redmine/path.ts";
import { listProjects } from "../redmine/project-list.ts";
import { resolveProject } from "../redmine/projects.ts";
import { wikiPages } from "../redmine/wiki.ts";
import type { Completer } from "./resource.ts";

const ids = z.object({ issues: z.array(z.object({ id: z.number() })) });

/** Numbers of issues: those changed last. */
export const completeIssue: Completer = async (value, { redmine }) => {
  const recent = await redmine.lookups.get("recent-issues", async () => {
    const query = { status_id: "*", sort: "updated_on:desc", limit: 100 };
    return (await redmine.get(path`issues.json`, ids, { what: "the list of issues", query })).issues;
  });
  const typed = value.replace("#", "").trim();
  return recent.map(({ id }) => String(id)).filter((id) => id.startsWith(typed));
};

/** Identifiers of projects, by the beginning of identifier or name, then by any part of them. */
export const completeProject: Completer = async (value, { redmine }) => {
  const { projects } = await listProjects(redmine);
  const typed = value.trim().toLowerCase();
  const open = projects.filter(({ closed }) => !closed);
  const texts = open.map(({ identifier, name }) => ({ identifier, words: [identifier, name.toLowerCase()] }));
  const starting = texts.filter(({ words }) => words.some((word) => word.startsWith(typed)));
  const holding = texts.filter(({ words }) => words.some((word) => word.includes(typed)));
  return [...new Set([...starting, ...holding])].map(({ identifier }) => identifier);
};

/** Titles of wiki pages: of the project already chosen, else of all, found by search. */
export const completeWikiTitle: Completer = async (value, { redmine }, { project }) => {
  const typed = value.trim().replace(/\s+/g, "_").toLowerCase();

  if (project) {
    const chosen = await resolveProject(project, redmine).catch(() => undefined);
    const pages = chosen ? await wikiPages(chosen, redmine) : [];
    return pages.map(({ title }) => title).filter((title) => title.toLowerCase().includes(typed));
  }

  if (typed.length < 2) return []; // Redmine does not search for less
  const query = { q: value.trim(), wiki_pages: 1, titles_only: 1, limit: 100 };
  const { results } = await redmine.get(path`search.json`, searchAnswer, { what: "the search", query });
  const titles = results.filter(({ type }) => type === "wiki-page").map(({ title }) => title.replace(/^[^:]*: /, ""));
  return [...new Set(titles)];
};
