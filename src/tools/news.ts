import { z } from "zod";
import { clean, line } from "../format/clean.ts";
import type { FieldStates } from "../format/field-states.ts";
import { authorName } from "../format/history.ts";
import { indented, rowsWithin } from "../format/text.ts";
import { day, fileSize } from "../format/units.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { type NewsItem, newsAnswer, newsList } from "../redmine/content.ts";
import { path } from "../redmine/path.ts";
import { type Project, resolveProject } from "../redmine/projects.ts";
import { sameContent } from "./compare.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "./confirm.ts";
import { createdDespite } from "./created-despite.ts";
import { nameOrId, rowLimit } from "./input.ts";
import { defineTool, ToolRefusal } from "./tool.ts";
import { recordStates, requestedValues, type Sent, sendAndRead, unread, writeResult } from "./write-result.ts";

export const listNews = defineTool({
  name: "list_news",
  title: "News",
  description: "News of a project or of all, newest first.",
  access: "read",
  toolset: "news",
  scopes: ["view_news"],
  parameters: z.object({
    project_id: nameOrId.optional(),
    limit: rowLimit(1, 100).default(25),
    offset: z.int().min(0).default(0),
  }),
  execute: async ({ project_id, limit, offset }, { redmine, quote }) => {
    const project = project_id === undefined ? undefined : await resolveProject(project_id, redmine);
    const endpoint = project ? path`projects/${project.id}/news.json` : path`news.json`;
    const what = project ? `the news of project ${project.identifier}` : "the news";
    const { news, total_count: total } = await redmine.get(endpoint, newsList, { what, query: { limit, offset } });
    if (news.length === 0)
      return offset === 0 ? "There is no news." : `None from offset ${offset} on: ${total} in all.`;

    const rows = news.map(({ id, title, summary, author, created_on, ...item }) => {
      const facts = [
        `id ${id}`,
        day(created_on),
        author && line(author.name, 80),
        !project && line(item.project.name, 80),
      ];
      return `- ${line(title)} (${facts.filter(Boolean).join(", ")})${summary ? `: ${line(summary, 255)}` : ""}`;
    });
    const end = offset + news.length;
    const more = end < total ? ` Shown: ${offset + 1}–${end}. More: offset ${end}.` : "";
    return `${total} news ${total === 1 ? "item" : "items"}.${more}\n${quote(rows.join("\n"))}`;
  },
});

const maxChars = 36_000;
const maxTextChars = 24_000;

export const getNews = defineTool({
  name: "get_news",
  title: "Read news",
  description: "A news item's text, comments and attachments.",
  access: "read",
  toolset: "news",
  scopes: ["view_news"],
  parameters: z.object({ news_id: z.int().positive() }),
  execute: async ({ news_id }, { redmine, quote }) => {
    const { news } = await redmine.get(path`news/${news_id}.json`, newsAnswer, {
      what: `news ${news_id}`,
      query: { include: "attachments,comments" },
    });
    const whole = clean(news.description ?? "");
    const cut = whole.length > maxTextChars ? ` The text is cut, it has ${whole.length} characters.` : "";
    const rows = [
      `# ${line(news.title)}`,
      [line(news.project.name, 80), news.author && line(news.author.name, 80), day(news.created_on)]
        .filter(Boolean)
        .join(", "),
      ...(news.summary ? [`Summary: ${line(news.summary)}`] : []),
      indented(whole.slice(0, maxTextChars)),
      ...news.attachments.map(
        ({ id, filename, filesize }) => `File: ${line(filename)} (id ${id}, ${fileSize(filesize)})`,
      ),
      ...news.comments.map(
        ({ author, content }) => `Comment by ${authorName(author?.name ?? "?")}: ${line(content ?? "", 2_000)}`,
      ),
    ];
    const { text, left } = rowsWithin(rows, maxChars);
    return `News ${news_id}.${cut}${left > 0 ? ` The last ${left} comments do not fit here.` : ""}\n${quote(text)}`;
  },
});

export const saveNews = defineTool({
  name: "save_news",
  title: "Save news",
  description: "Publishes news (members may get mail), or changes news_id.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "news",
  scopes: ["view_news", "manage_news"],
  parameters: z.object({
    news_id: z.int().positive().optional(),
    project_id: nameOrId.optional(),
    title: z.string().trim().min(1).max(60).optional(),
    summary: z.string().max(255).optional(),
    text: z.string().min(1).max(1_000_000).optional(),
  }),
  execute: async ({ news_id, project_id, title, summary, text }, { redmine, quote, now }) => {
    const fields = {
      ...(title !== undefined && { title }),
      ...(summary !== undefined && { summary }),
      ...(text !== undefined && { description: text }),
    };
    let before: NewsItem | undefined;
    let sent: Sent<NewsItem>;
    let despite: string | undefined;
    if (news_id === undefined) {
      if (project_id === undefined || title === undefined || text === undefined) {
        throw new ToolRefusal("News need project_id, title and text; to change one, give news_id. Nothing was saved.");
      }
      const project = await resolveProject(project_id, redmine);
      const what = `the news of project ${project.identifier}`;
      const post = redmine.post(
        path`projects/${project.id}/news.json`,
        { news: fields },
        { what, schema: z.undefined() },
      );
      const existing = await post.then(
        () => undefined,
        (error: unknown) => newsDespite(error, { project, title, sentAt: now }, redmine),
      );
      despite = existing?.sentence;
      sent = await sendAndRead(Promise.resolve(), async () => existing?.record ?? newest(project, title, redmine));
    } else {
      if (Object.keys(fields).length === 0)
        throw new ToolRefusal("There is nothing to change: give title, summary or text.");
      if (project_id !== undefined)
        throw new ToolRefusal("News stay in their project: leave project_id out. Nothing was saved.");
      before = await readNews(news_id, redmine);
      const put = redmine.put(path`news/${news_id}.json`, { news: fields }, { what: `news ${news_id}` });
      sent = await sendAndRead(put, () => readNews(news_id, redmine));
    }
    const { after, error } = sent;
    if (!after) return unread(news_id === undefined ? "the news" : `news ${news_id}`);

    const states = statesOf(after);
    return writeResult({
      what: `news ${after.id}`,
      did: before ? "changed" : "published",
      before: before && statesOf(before),
      after: states,
      requested: requestedValues({ Title: title, Summary: summary, Text: text }, states),
      summary: `${line(after.title)} (${line(after.project.name, 80)})`,
      quote,
      despite,
      error,
    });
  },
});

async function readNews(id: number, redmine: RedmineReader): Promise<NewsItem> {
  return (await redmine.get(path`news/${id}.json`, newsAnswer, { what: `news ${id}` })).news;
}

function statesOf({ title, summary, description }: NewsItem): FieldStates {
  return recordStates({ Title: title, Summary: summary, Text: description });
}

interface NewNews {
  project: Project;
  title: string;
  sentAt: Date;
}

function newsDespite(error: unknown, { project, title, sentAt }: NewNews, redmine: RedmineReader) {
  return createdDespite(error, {
    what: "the news",
    where: "the newest news of this project",
    read: () => ownNews(project, title, redmine),
    isSame: () => true,
    nameOf: ({ id }) => `news ${id}`,
    createdAt: ({ created_on }) => created_on,
    sentAt,
  });
}

/** Redmine does not tell the id of what it made: it is this user's newest of that title. */
async function newest(project: Project, title: string, redmine: RedmineReader): Promise<NewsItem | undefined> {
  return (await ownNews(project, title, redmine)).toSorted((one, other) => other.id - one.id)[0];
}

async function ownNews(project: Project, title: string, redmine: RedmineReader): Promise<NewsItem[]> {
  const query = { limit: 10 };
  const { news } = await redmine.get(path`projects/${project.id}/news.json`, newsList, { what: "the news", query });
  return news.filter((item) => sameContent(item.title, title, "text") && item.author?.id === redmine.userId);
}

export const deleteNews = defineTool({
  name: "delete_news",
  title: "Delete news",
  description: "Deletes a news item with comments and attachments.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_news", "manage_news"],
  parameters: z.object({ news_id: z.int().positive(), confirm }),
  execute: async ({ news_id: id, confirm: confirmation }, { redmine, quote }) => {
    const endpoint = path`news/${id}.json`;
    const what = `news ${id}`;
    const { news } = await redmine.get(endpoint, newsAnswer, { what, query: { include: "attachments,comments" } });
    const also = [countIfAny(news.comments.length, "comment"), countIfAny(news.attachments.length, "attachment")];

    confirmed({ what, name: line(news.title), with: also }, confirmation, quote);
    const error = await attempt(redmine.delete(endpoint, { what }));
    return gone(what, redmine.get(endpoint, newsAnswer, { what }), error);
  },
});
