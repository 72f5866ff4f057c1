import { z } from "zod";
import { clean, line } from "../../format/clean.ts";
import { day } from "../../format/dates.ts";
import { indented } from "../../format/quote.ts";
import { rowsWithin } from "../../format/rows-within.ts";
import { fileSize } from "../../format/size.ts";
import { path } from "../../redmine/path.ts";
import { newsAnswer } from "../../redmine/schemas/news.ts";
import { defineTool } from "../tool.ts";

const maxChars = 36_000;
const maxTextChars = 24_000;

export const getNews = defineTool({
  name: "get_news",
  title: "Read news",
  description: "The text of one news item with its comments and attachments.",
  access: "read",
  toolset: "news",
  scopes: ["view_news"],
  input: z.object({ news_id: z.int().positive() }),
  run: async ({ news_id }, { redmine, quote }) => {
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
      ...(news.summary ? [line(news.summary)] : []),
      indented(whole.slice(0, maxTextChars)),
      ...news.attachments.map(
        ({ id, filename, filesize }) => `File: ${line(filename)} (id ${id}, ${fileSize(filesize)})`,
      ),
      ...news.comments.map(
        ({ author, content }) => `Comment by ${line(author?.name ?? "?", 80)}: ${line(content ?? "", 2_000)}`,
      ),
    ];
    const { text, left } = rowsWithin(rows, maxChars);
    return `News ${news_id}.${cut}${left > 0 ? ` The last ${left} comments do not fit here.` : ""}\n${quote(text)}`;
  },
});
