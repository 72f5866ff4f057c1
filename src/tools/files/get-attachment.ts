import { z } from "zod";
import { clean, line } from "../../format/clean.ts";
import { type FileKind, fileKind } from "../../format/file-kind.ts";
import { part, type Quote } from "../../format/text.ts";
import { encodingNamed } from "../../format/text-encoding.ts";
import { day, fileSize } from "../../format/units.ts";
import type { Download } from "../../redmine/client.ts";
import { type Attachment, attachmentAnswer } from "../../redmine/content.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { type Path, path } from "../../redmine/path.ts";
import { ToolRefusal } from "../errors.ts";
import { defineTool, type Output, type ToolContext } from "../tool.ts";

const firstBytes = 1_000_000;
const maxTextBytes = 8_000_000; // Redmine sends no parts of files: for a later part, all before it must come too
const maxTextChars = 36_000;
const maxImageBytes = firstBytes; // as base64 a third more; clients refuse images of several MB
const maxImagePixels = 2_000; // a side: the limit of clients' APIs where a conversation has many images
const thumbnailSizes = [800, 400]; // pixels; 800 is the largest that Redmine makes

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
    encoding: z.string().max(40).optional().describe("where the guess is wrong"),
  }),
  execute: async ({ attachment_id, offset, encoding }, context): Promise<Output> => {
    const what = `attachment ${attachment_id}`;
    const answer = await context.redmine.get(path`attachments/${attachment_id}.json`, attachmentAnswer, { what });
    return readFile(
      {
        what,
        attachment: answer.attachment,
        at: path`attachments/download/${attachment_id}`,
        link: `${context.settings.redminePublicUrl}/attachments/${attachment_id}`,
      },
      { offset, encoding },
      context,
    );
  },
});

/** A file of Redmine, or of a plugin, to read. */
export interface ReadableFile {
  what: string;
  attachment: Attachment;
  /** Where its bytes are. */
  at: Path;
  /** Where a person opens it. */
  link: string;
  /** A line about it beside its name. */
  about?: string;
}

/** Its text, or its image, or words that say what it is. */
export async function readFile(
  { what, attachment, at, link, about }: ReadableFile,
  { offset, encoding: label }: { offset: number; encoding: string | undefined },
  { quote: plainQuote, ...rest }: ToolContext,
): Promise<Output> {
  const quote: Quote = (lines) => plainQuote(about ? `${about}\n${lines}` : lines);
  const context = { ...rest, quote };
  const encoding = label === undefined ? undefined : encodingNamed(label);
  if (label !== undefined && encoding === undefined) {
    throw new ToolRefusal(
      `“${line(label, 40)}” is no known encoding. Take utf-8, utf-16le, shift_jis, euc-jp, gb18030, big5, euc-kr, koi8-r, windows-1250 to windows-1258 or another name of the WHATWG Encoding Standard.`,
    );
  }

  const isTail = offset < 0 && attachment.filesize > maxTextBytes;
  const maxBytes = isTail ? tailBytes(offset) : offset === 0 ? firstBytes : maxTextBytes;
  const download = context.redmine.download(at, { what, maxBytes, ...(isTail && { keep: "end" as const }) });
  const file = await unless(["not_found"], download);
  if (!file) {
    return `Redmine lists this file, but cannot send it: it is missing on Redmine's disk. Its administrator may restore it. ${link}\n${quote(described(attachment))}`;
  }

  const kind = fileKind(isTail ? fromLineStart(file) : file.bytes, file.cut && !isTail, encoding);
  if (kind.kind === "text") return textPart({ attachment, file, kind, offset, isTail }, context);
  if (kind.kind === "image") return imageOf(attachment, file, kind, link, context);
  return otherFile(attachment, kind, link, context);
}

/** Enough for as many characters of four bytes. */
function tailBytes(offset: number): number {
  return Math.min(maxTextBytes, Math.max(firstBytes, -offset * 4));
}

interface TextRequest {
  attachment: Attachment;
  file: Download;
  kind: Extract<FileKind, { kind: "text" }>;
  offset: number;
  /** The file is the end of a longer one. */
  isTail: boolean;
}

function textPart({ attachment, file, kind, offset, isTail }: TextRequest, { quote }: ToolContext): string {
  const text = clean(kind.text);
  const begin = offset < 0 ? Math.max(0, text.length + offset) : offset;
  if (begin > text.length) throw new ToolRefusal(`The text ends at character ${text.length}: give a smaller offset.`);
  const { text: shown, next = text.length } = part(text, begin, maxTextChars);
  const isCut = file.cut && !isTail;

  const heading = [
    ...(isTail
      ? tailHeading(text.length, begin, next, attachment)
      : startHeading(text.length, begin, next, { offset, isCut })),
    kind.guessed && `Read as ${kind.encoding}, which is a guess: parameter encoding.`,
    kind.damaged && `Some bytes are no characters in ${kind.encoding}.`,
  ].filter(Boolean);
  return `${heading.join(" ")}\n${quote(`${described(attachment)}\nText:\n${shown.trimEnd()}`)}`;
}

function startHeading(
  length: number,
  begin: number,
  next: number,
  { offset, isCut }: { offset: number; isCut: boolean },
) {
  const more = next < length || (isCut && offset === 0);
  return [
    isCut ? "The beginning of a long text." : `A text, ${length} characters.`,
    (begin > 0 || more) && `Shown from ${begin} to ${next}.`,
    more && `More: offset ${next}, the end: offset -${maxTextChars}.`,
    isCut && offset !== 0 && `After the first ${fileSize(maxTextBytes)} only the end can be read here.`,
  ];
}

/** Positions count from the end: how many characters stand before is unknown. */
function tailHeading(length: number, begin: number, next: number, { filesize }: Attachment) {
  const after = length - next;
  return [
    `The end of a long text of ${fileSize(filesize)}.`,
    after > 0
      ? `Shown from -${length - begin} to -${after}. More: offset -${after}.`
      : `Shown: the last ${length - begin} characters.`,
    begin > 0
      ? `Before it: offset -${length - begin + maxTextChars}.`
      : "What stands before it is read from offset 0 on.",
  ];
}

/** The end of a file begins within a line, or within a character. */
function fromLineStart({ bytes, cut }: Download): Uint8Array {
  const lineEnd = cut ? bytes.subarray(0, 100_000).indexOf(10) : -1;
  return bytes.subarray(lineEnd + 1);
}

type ImageKind = Extract<FileKind, { kind: "image" }>;

async function imageOf(
  attachment: Attachment,
  { bytes, cut }: Download,
  image: ImageKind,
  link: string,
  context: ToolContext,
): Promise<Output> {
  const about = context.quote(described(attachment));
  const { check } = image;
  if (!check || (!cut && !check.complete)) {
    return `This image is damaged or incomplete: it cannot be shown here. The user can try to open it: ${link}\n${about}`;
  }
  const size = `${check.width} × ${check.height} pixels`;
  if (!cut && bytes.length <= maxImageBytes && fits(image)) {
    return withImage(`An image, ${size}.\n${about}`, { bytes, mimeType: image.mimeType });
  }
  const small = await thumbnail(attachment, context);
  if (small) return withImage(`An image, made smaller from ${size}; the original: ${link}\n${about}`, small);
  return `This image (${size}) is too large to show here, and Redmine has no smaller version of it. The user can open it: ${link}\n${about}`;
}

async function otherFile(
  attachment: Attachment,
  { name, isPicture }: Extract<FileKind, { kind: "binary" }>,
  link: string,
  context: ToolContext,
): Promise<Output> {
  const about = context.quote(described(attachment));
  const kind = name ? `a file of the kind ${name}` : "data that is neither text nor an image";
  const small = isPicture && (await thumbnail(attachment, context));
  if (small) return withImage(`A small version of ${kind}; the original: ${link}\n${about}`, small);
  return `This is ${kind}: it cannot be shown here. The user can open it: ${link}\n${about}`;
}

function fits({ check }: ImageKind): boolean {
  return check?.complete === true && Math.max(check.width, check.height) <= maxImagePixels;
}

/** Redmine's own small version of an image, the largest that can be shown; undefined where it makes none. */
async function thumbnail({ id, thumbnail_url }: Attachment, { redmine }: ToolContext) {
  if (!thumbnail_url) return undefined;
  for (const size of thumbnailSizes) {
    const what = `the thumbnail of attachment ${id}`;
    const get = redmine.download(path`attachments/thumbnail/${id}/${size}`, { what, maxBytes: maxImageBytes });
    const file = await unless(pageMissing, get);
    if (!file) return undefined; // it cannot read the image, whatever the size
    const kind = fileKind(file.bytes, file.cut);
    if (!file.cut && kind.kind === "image" && fits(kind)) return { bytes: file.bytes, mimeType: kind.mimeType };
  }
  return undefined;
}

function withImage(text: string, { bytes, mimeType }: { bytes: Uint8Array; mimeType: string }): Output {
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
