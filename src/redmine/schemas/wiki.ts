import { z } from "zod";
import { attachment } from "./attachment.ts";
import { named, optionalText } from "./named.ts";

const listed = z.object({
  title: z.string(),
  parent: z.object({ title: z.string() }).optional(),
  version: z.number(),
  updated_on: z.string(),
});
export type ListedWikiPage = z.output<typeof listed>;

export const wikiPage = listed.extend({
  text: z
    .string()
    .nullable()
    .transform((text) => text ?? ""),
  author: named.optional(),
  comments: optionalText,
  attachments: z.array(attachment).optional(),
});
export type WikiPage = z.output<typeof wikiPage>;

export const wikiPageAnswer = z.object({ wiki_page: wikiPage });
export const wikiIndexAnswer = z.object({ wiki_pages: z.array(listed) });
