import { z } from "zod";
import { attachment } from "./attachment.ts";
import { named, optionalText } from "./named.ts";

export const newsItem = z.object({
  id: z.number(),
  project: named,
  author: named.optional(),
  title: z.string(),
  summary: optionalText,
  description: optionalText,
  created_on: z.string(),
  attachments: z.array(attachment).default([]),
  comments: z.array(z.object({ id: z.number(), author: named.optional(), content: optionalText })).default([]),
});
export type NewsItem = z.output<typeof newsItem>;

export const newsAnswer = z.object({ news: newsItem });
export const newsList = z.object({ news: z.array(newsItem), total_count: z.number() });
