import { z } from "zod";
import { named, optionalText } from "./named.ts";

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
