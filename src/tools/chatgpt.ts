import { z } from "zod";
import { line } from "../format/clean.ts";
import { type SearchResult, searchAnswer } from "../redmine/content.ts";
import { path } from "../redmine/path.ts";
import { getIssueDetails } from "./issues/get-issue-details.ts";
import { getNews } from "./news.ts";
import { getProject } from "./projects/read-projects.ts";
import { searchWords } from "./search.ts";
import { defineTool, type Output, type ToolContext, ToolRefusal } from "./tool.ts";
import { getWikiPage } from "./wiki/read-page.ts";

// ChatGPT's deep research and company knowledge look for two tools of these names, with one text each, that answer in JSON

const shownResults = 20;
const maxJsonChars = 39_000;

interface Found {
  id: string;
  title: string;
  url: string;
}

export const search = defineTool({
  name: "search",
  title: "Search for ChatGPT",
  description: "Searches issues, wiki pages, news and projects; fetch reads one.",
  access: "read",
  toolset: "chatgpt",
  scopes: ["search_project"],
  extraScopes: ["view_issues", "view_wiki_pages", "view_news"],
  parameters: z.object({ query: z.string().trim().min(2).max(500) }),
  execute: async ({ query }, { redmine, settings }) => {
    const { used } = searchWords(query);
    if (used.length === 0) return JSON.stringify({ results: [] });
    const types = { issues: 1, wiki_pages: 1, news: 1, projects: 1 };
    const read = async (all_words: 1 | "") =>
      redmine.get(path`search.json`, searchAnswer, {
        what: "the search",
        query: { q: used.join(" "), all_words, ...types, limit: shownResults },
      });

    const withAllWords = await read(1);
    const { results } = withAllWords.results.length > 0 || used.length === 1 ? withAllWords : await read(""); // any of the words
    return JSON.stringify({ results: results.flatMap((result) => foundAs(result, settings.redminePublicUrl)) });
  },
});

/** Nothing for types that `fetch` cannot read: Redmine searches others where the user may search none of these. */
function foundAs({ id, title, type, url }: SearchResult, base: string): Found[] {
  const [, project = "", page = ""] = /\/projects\/([\w-]+)(?:\/wiki\/([^/?#]+))?$/.exec(url) ?? [];
  const at = { title: line(title, 200) };

  switch (type) {
    case "issue":
    case "issue-closed":
      return [{ id: `issue:${id}`, ...at, url: `${base}/issues/${id}` }];
    case "news":
      return [{ id: `news:${id}`, ...at, url: `${base}/news/${id}` }];
    case "wiki-page":
      return page ? [{ id: `wiki:${project}/${page}`, ...at, url: `${base}/projects/${project}/wiki/${page}` }] : [];
    case "project":
      return project ? [{ id: `project:${project}`, ...at, url: `${base}/projects/${project}` }] : [];
    default:
      return [];
  }
}

export const fetchTool = defineTool({
  name: "fetch",
  title: "Read for ChatGPT",
  description: "The text of a result of search.",
  access: "read",
  toolset: "chatgpt",
  scopes: ["view_issues"],
  extraScopes: [
    ...new Set(
      [getIssueDetails, getWikiPage, getNews, getProject].flatMap((tool) => [...tool.scopes, ...tool.extraScopes]),
    ),
  ].filter((scope) => scope !== "view_issues"),
  parameters: z.object({ id: z.string().trim().min(1).max(600) }),
  execute: async ({ id }, context) => {
    const [, issue] = /^(?:issue:|#)?(\d{1,10})$/.exec(id) ?? [];
    const [, news] = /^news:(\d{1,10})$/.exec(id) ?? [];
    const [, project] = /^project:([\w-]{1,100})$/.exec(id) ?? [];
    const [, wiki = "", page] = /^wiki:([\w-]{1,100})\/(.+)$/.exec(id) ?? [];
    const base = context.settings.redminePublicUrl;

    if (issue) {
      const output = await getIssueDetails.execute({ issue_id: Number(issue), notes: "all" }, context);
      return asJson(`issue:${issue}`, "issue", output, `${base}/issues/${issue}`);
    }
    if (news)
      return asJson(id, "news", await getNews.execute({ news_id: Number(news) }, context), `${base}/news/${news}`);
    if (project) {
      return asJson(
        id,
        "project",
        await getProject.execute({ project_id: project }, context),
        `${base}/projects/${project}`,
      );
    }
    if (page) return readWiki(id, wiki, page, context);
    throw new ToolRefusal("There is no such id. Give one that search answered, such as issue:61.");
  },
});

async function readWiki(id: string, project: string, page: string, context: ToolContext): Promise<string> {
  let title: string;
  try {
    title = decodeURIComponent(page);
  } catch {
    title = page; // half a percent sign
  }
  const output = await getWikiPage.execute({ project_id: project, title, offset: 0 }, context);
  const url = `${context.settings.redminePublicUrl}/projects/${project}/wiki/${encodeURIComponent(title)}`;
  return asJson(id, "wiki page", output, url, line(title.replaceAll("_", " "), 200));
}

/** The text keeps its boundary marks; its first line between them is the title. */
function asJson(id: string, type: string, output: Output, url: string, title?: string): string {
  const whole = typeof output === "string" ? output : "";
  const [, first = id] = /<redmine-\w+>\n#*\s*(.*)/.exec(whole) ?? [];
  const answer = (text: string) =>
    JSON.stringify({ id, title: title ?? line(first, 200), text, url, metadata: { type, source: "Redmine" } });

  const [end = ""] = /\n<\/redmine-\w+>/.exec(whole) ?? [];
  const note = `${end}\n(Cut here: too long for one answer.)`;
  let text = whole;
  while (answer(text).length > maxJsonChars) {
    const kept = Math.floor((text.length - note.length) * Math.min(0.95, maxJsonChars / answer(text).length));
    text = whole.slice(0, kept).toWellFormed() + note;
  }
  return answer(text);
}
