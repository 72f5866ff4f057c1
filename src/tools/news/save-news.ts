import { z } from "zod";
import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type Project, resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { type NewsItem, newsAnswer, newsList } from "../../redmine/schemas/news.ts";
import { nameOrId } from "../name-or-id.ts";
import { butNot, notTaken } from "../not-taken.ts";
import { readAgain, unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";

export const saveNews = defineTool({
  name: "save_news",
  title: "Publish or change news",
  description: "Publishes news in a project (its members may get mail), or changes the item given as news_id.",
  access: "write",
  toolset: "news",
  scopes: ["view_news", "manage_news"],
  input: z.object({
    news_id: z.int().positive().optional(),
    project_id: nameOrId.optional(),
    title: z.string().trim().min(1).max(60).optional(),
    summary: z.string().max(255).optional(),
    text: z.string().min(1).max(1_000_000).optional(),
  }),
  run: async ({ news_id, project_id, title, summary, text }, { redmine, lookups, quote }) => {
    const fields = {
      ...(title !== undefined && { title }),
      ...(summary !== undefined && { summary }),
      ...(text !== undefined && { description: text }),
    };
    let after: NewsItem | undefined;
    if (news_id === undefined) {
      if (project_id === undefined || title === undefined || text === undefined) {
        throw new ToolRefusal("News need project_id, title and text; to change one, give news_id. Nothing was saved.");
      }
      const project = await resolveProject(project_id, redmine, lookups);
      const what = `the news of project ${project.identifier}`;
      await redmine.post(path`projects/${project.id}/news.json`, { news: fields }, { what, schema: z.undefined() });
      after = await readAgain(newest(project, title, redmine));
    } else {
      if (Object.keys(fields).length === 0)
        throw new ToolRefusal("There is nothing to change: give title, summary or text.");
      if (project_id !== undefined)
        throw new ToolRefusal("News stay in their project: leave project_id out. Nothing was saved.");
      const what = `news ${news_id}`;
      await redmine.put(path`news/${news_id}.json`, { news: fields }, { what });
      after = (await readAgain(redmine.get(path`news/${news_id}.json`, newsAnswer, { what })))?.news;
    }
    if (!after) return unread(news_id === undefined ? "the news" : `news ${news_id}`);

    const ignored = notTaken({
      title: [title, after.title],
      summary: [summary, after.summary],
      text: [text, after.description],
    });
    const done = `News ${after.id} ${news_id === undefined ? "was published" : "was changed"}.`;
    return `${done}${butNot(ignored)}\n${quote(`${line(after.title)} (${line(after.project.name, 80)})`)}`;
  },
});

/** Redmine does not tell the id of what it made: it is this user's newest of that title. */
async function newest(project: Project, title: string, redmine: RedmineReader): Promise<NewsItem | undefined> {
  const { news } = await redmine.get(path`projects/${project.id}/news.json`, newsList, {
    what: "the news",
    query: { limit: 10 },
  });
  return news
    .filter((item) => item.title === title && item.author?.id === redmine.userId)
    .toSorted((one, other) => other.id - one.id)[0];
}
