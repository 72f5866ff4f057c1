import { z } from "zod";
import { line } from "../../format/clean.ts";
import { path } from "../../redmine/path.ts";
import { newsAnswer } from "../../redmine/schemas/news.ts";
import { defineTool } from "../tool.ts";
import { confirm, confirmed, count } from "./confirmed.ts";
import { gone } from "./gone.ts";

export const deleteNews = defineTool({
  name: "delete_news",
  title: "Delete news",
  description: "Deletes a news item for good, with its comments and attachments.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_news", "manage_news"],
  input: z.object({ news_id: z.int().positive(), confirm }),
  run: async ({ news_id: id, confirm: given }, { redmine, quote }) => {
    const at = path`news/${id}.json`;
    const what = `news ${id}`;
    const { news } = await redmine.get(at, newsAnswer, { what, query: { include: "attachments,comments" } });
    const also = [count(news.comments.length, "comment"), count(news.attachments.length, "attachment")];

    confirmed({ what, name: line(news.title), with: also }, given, quote);
    await redmine.delete(at, { what });
    return gone(what, redmine.get(at, newsAnswer, { what }));
  },
});
