import { z } from "zod";
import { clean, line } from "../../format/clean.ts";
import { fileKind } from "../../format/file-kind.ts";
import { part, type Quote } from "../../format/text.ts";
import { day, fileSize } from "../../format/units.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type Attachment, attachmentAnswer } from "../../redmine/content.ts";
import { path } from "../../redmine/path.ts";
import { ToolRefusal } from "../errors.ts";
import { defineTool, type Output } from "../tool.ts";

const firstBytes = 1_000_000;
const maxTextBytes = 8_000_000; // Redmine sends no parts of files: for a later part, all before it must come too
const maxTextChars = 36_000;
const maxImageBytes = firstBytes; // as base64 a third more; clients refuse images of several MB
const thumbnailSize = 800; // pixels: the largest Redmine makes

export const getAttachment = defineTool({
  name: "get_attachment",
  title: "Read a file",
  description: "An attached file (text or image) by the id shown with issues and wiki pages.",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: ["view_wiki_pages", "view_news", "view_documents", "view_files", "view_messages", "view_project"],
  parameters: z.object({
    attachment_id: z.int().positive(),
    offset: z.int().default(0).describe("characters to skip; negative: from the end"),
  }),
  execute: async ({ attachment_id, offset }, { redmine, quote, settings }): Promise<Output> => {
    const what = `attachment ${attachment_id}`;
    const { attachment } = await redmine.get(path`attachments/${attachment_id}.json`, attachmentAnswer, { what });
    const { bytes, cut } = await redmine.download(path`attachments/download/${attachment_id}`, {
      what,
      maxBytes: offset === 0 ? firstBytes : maxTextBytes,
    });
    const file = fileKind(bytes, cut);
    const link = `${settings.redminePublicUrl}/attachments/${attachment_id}`;

    if (file.kind === "text") return textPart(attachment, file.text, { offset, cut, quote });
    if (file.kind === "image" && !cut && bytes.length <= maxImageBytes) {
      return withImage(`An image.\n${quote(described(attachment))}`, bytes, file.mimeType);
    }
    if (file.kind === "image") return thumbnail(attachment, link, redmine, quote);

    const kind = file.name ? `a file of the kind ${file.name}` : "data that is neither text nor an image";
    return `This is ${kind}: it cannot be shown here. The user can open it: ${link}\n${quote(described(attachment))}`;
  },
});

function textPart(
  attachment: Attachment,
  whole: string,
  { offset, cut, quote }: { offset: number; cut: boolean; quote: Quote },
): string {
  const text = clean(whole);
  const begin = offset < 0 ? Math.max(0, text.length + offset) : offset;
  if (begin > text.length) throw new ToolRefusal(`The text ends at character ${text.length}: give a smaller offset.`);
  const { text: shown, next = text.length } = part(text, begin, maxTextChars);
  const more = next < text.length || (cut && offset === 0);

  const heading = [
    cut ? "The beginning of a long text." : `A text, ${text.length} characters.`,
    (begin > 0 || more) && `Shown from ${begin} to ${next}.`,
    more && `More: offset ${next}${cut ? "" : `, the end: offset -${maxTextChars}`}.`,
    cut && offset !== 0 && `Nothing after the first ${fileSize(maxTextBytes)} can be read here.`,
  ].filter(Boolean);
  return `${heading.join(" ")}\n${quote(`${described(attachment)}\nText:\n${shown.trimEnd()}`)}`;
}

/** Redmine's own small version of a large image, where it can make one. */
async function thumbnail(attachment: Attachment, link: string, redmine: RedmineReader, quote: Quote): Promise<Output> {
  const about = quote(described(attachment));
  if (!attachment.thumbnail_url) return `This image is too large to show here. The user can open it: ${link}\n${about}`;

  const { bytes, cut } = await redmine.download(path`attachments/thumbnail/${attachment.id}/${thumbnailSize}`, {
    what: `the thumbnail of attachment ${attachment.id}`,
    maxBytes: maxImageBytes,
  });
  const small = fileKind(bytes, cut);
  if (cut || small.kind !== "image")
    return `This image is too large to show here. The user can open it: ${link}\n${about}`;
  return withImage(`An image, made smaller; the original: ${link}\n${about}`, bytes, small.mimeType);
}

function withImage(text: string, bytes: Uint8Array, mimeType: string): Output {
  const data = Buffer.from(bytes).toString("base64");
  return {
    content: [
      { type: "text", text },
      { type: "image", data, mimeType },
    ],
  };
}

function described({ filename, filesize, content_type, description, author, created_on }: Attachment): string {
  const facts = [
    content_type && line(content_type, 60),
    fileSize(filesize),
    author && line(author.name),
    day(created_on),
  ];
  return `${line(filename, 200)} (${facts.filter(Boolean).join(", ")})${description ? `: ${line(description, 300)}` : ""}`;
}
