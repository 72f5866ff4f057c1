import { z } from "zod";

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
