import { z } from "zod";
import { named, optionalText } from "./values.ts";

export const attachment = z.object({
  id: z.number(),
  filename: z.string(),
  filesize: z.number(),
  content_type: optionalText,
  description: optionalText,
  author: named.optional(),
  created_on: z.string(),
  /** Only where Redmine can make a thumbnail. */
  thumbnail_url: optionalText,
});
export type Attachment = z.output<typeof attachment>;

export const attachmentAnswer = z.object({ attachment });

/** A file of a project, or of one of its versions. */
export const file = attachment.extend({ version: named.optional(), downloads: z.number().optional() });
export type ProjectFile = z.output<typeof file>;

export const fileList = z.object({ files: z.array(file) });

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

export const searchResult = z.object({
  id: z.number(),
  title: z.string(),
  /** issue, issue-closed, wiki-page, news, document, changeset, message, reply, project, or a plugin's own. */
  type: z.string(),
  /** Built from the Host header: only its path says something. */
  url: z.string(),
  /** The full text. */
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  datetime: z.string(),
});
export type SearchResult = z.output<typeof searchResult>;

/** `total_count` is null when no word of the query was long enough. */
export const searchAnswer = z.object({ results: z.array(searchResult), total_count: z.number().nullable() });

export const timeEntry = z.object({
  id: z.number(),
  project: named,
  issue: z.object({ id: z.number() }).optional(),
  user: named,
  activity: named,
  hours: z.number(),
  comments: optionalText,
  spent_on: z.string(),
  created_on: z.string().optional(),
  custom_fields: z.array(z.object({ id: z.number(), name: z.string(), value: z.unknown() })).optional(),
});
export type TimeEntry = z.output<typeof timeEntry>;

export const timeEntryAnswer = z.object({ time_entry: timeEntry });
export const timeEntriesAnswer = z.object({ time_entries: z.array(timeEntry), total_count: z.number() });
