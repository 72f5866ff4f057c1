import { z } from "zod";
import { line } from "../../format/clean.ts";
import { type FileKind, fileKind } from "../../format/file-kind.ts";
import { type LongText, longText } from "../../format/long-text.ts";
import { part, type Quote } from "../../format/text.ts";
import { encodingNamed } from "../../format/text-encoding.ts";
import { fileSize } from "../../format/units.ts";
import { inTurns } from "../../in-turns.ts";
import type { Download } from "../../redmine/client.ts";
import { type Attachment, attachmentAnswer } from "../../redmine/content.ts";
import { unless } from "../../redmine/failure.ts";
import { type Path, path } from "../../redmine/path.ts";
import { defineTool, type Output, type ToolContext, ToolRefusal } from "../tool.ts";
import { described, documentText, imageOf, looksLikeDocument, maxTextChars, otherFile } from "./file-content.ts";

const firstBytes = 1_000_000;
const maxTextBytes = 8_000_000; // of documents too. Redmine sends no parts of files: for a later part, all before it must come too

export const getAttachment = defineTool({
  name: "get_attachment",
  title: "Read file",
  description: "Text or image of a file (also PDF, DOCX, XLSX, PPTX, ZIP).",
  access: "read",
  toolset: "core",
  scopes: ["view_issues"],
  extraScopes: ["view_wiki_pages", "view_news", "view_documents", "view_files", "view_messages", "view_project"],
  parameters: z.object({
    attachment_id: z.int().positive(),
    offset: z.int().default(0).describe("characters; negative: from the end"),
    encoding: z.string().max(40).optional(),
    entry: z.string().max(1_000).optional().describe("file in a ZIP"),
  }),
  execute: async ({ attachment_id, offset, encoding, entry }, context): Promise<Output> => {
    const what = `attachment ${attachment_id}`;
    const answer = await context.redmine.get(path`attachments/${attachment_id}.json`, attachmentAnswer, { what });
    return readFile(
      {
        what,
        attachment: answer.attachment,
        at: path`attachments/download/${attachment_id}`,
        link: `${context.settings.redminePublicUrl}/attachments/${attachment_id}`,
      },
      { offset, encoding, entry },
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
  isInArchive?: boolean;
}

/** Which part of a file is read, and how. */
export interface ReadingOptions {
  offset: number;
  encoding: string | undefined;
  /** A file inside an archive. */
  entry: string | undefined;
}

/** Its text, or its image, or words that say what it is. */
export async function readFile(
  readable: ReadableFile,
  { encoding: label, ...options }: ReadingOptions,
  context: ToolContext,
): Promise<Output> {
  const { what, attachment, at, about } = readable;
  const quote: Quote = (lines) => context.quote(about ? `${about}\n${lines}` : lines);
  const encoding = label === undefined ? undefined : encodingNamed(label);
  if (label !== undefined && encoding === undefined) {
    throw new ToolRefusal(
      `“${line(label, 40)}” is no known encoding. Take utf-8, utf-16le, shift_jis, euc-jp, gb18030, big5, euc-kr, koi8-r, windows-1250 to windows-1258 or another name of the WHATWG Encoding Standard.`,
    );
  }

  const { offset } = options;
  const isDocument = looksLikeDocument(attachment) && options.entry === undefined && encoding === undefined;
  const isTail = offset < 0 && attachment.filesize > maxTextBytes && !isDocument;
  const isWhole = offset !== 0 || isDocument || options.entry !== undefined;
  const maxBytes = isTail ? tailBytes(offset) : isWhole ? maxTextBytes : firstBytes;
  const download = (bytes: number) =>
    unless(
      ["not_found"],
      context.redmine.download(at, { what, maxBytes: bytes, ...(isTail && { keep: "end" as const }) }),
    );
  const first = await download(maxBytes);
  const isDocumentCut =
    first?.cut && maxBytes < maxTextBytes && (await fileKind(first.bytes, true, encoding)).kind === "document";
  const file = isDocumentCut ? await download(maxTextBytes) : first;
  if (!file) {
    return `Redmine lists this file, but cannot send it: it is missing on Redmine's disk. Its administrator may restore it. ${readable.link}\n${quote(described(attachment))}`;
  }
  return fileOutput(readable, file, { ...options, encoding, isTail }, { ...context, quote });
}

/** What a file, or a file inside an archive, is shown as. */
async function fileOutput(
  readable: ReadableFile,
  file: Download,
  options: ReadingOptions & { isTail: boolean },
  context: ToolContext,
): Promise<Output> {
  const { attachment, link } = readable;
  const { offset, encoding, entry, isTail } = options;
  const inArchive = entry !== undefined;
  const bytes = isTail ? fromLineStart(file) : file.bytes;
  const isCut = file.cut && !isTail;
  const kind = await fileKind(bytes, isCut, inArchive ? undefined : encoding);
  if (inArchive && kind.kind !== "document") throw new ToolRefusal("This file is no ZIP archive: leave out entry.");
  if (kind.kind === "text") {
    const text = await inTurns(longText(bytes, kind.encoding, isCut));
    return textPart({ attachment, text, kind, offset, isCut, isTail }, context);
  }
  if (kind.kind === "image") return imageOf(attachment, file, kind, link, context);
  if (kind.kind === "binary") return otherFile(attachment, kind, link, context);

  const about = described(attachment);
  const document = { file, container: kind.container, about, link, isInArchive: readable.isInArchive === true };
  const read = await documentText(document, { offset, entry }, context);
  if (typeof read === "string") return read;
  const inside: Attachment = {
    ...attachment,
    filename: `${line(read.name, 200)}, in ${line(attachment.filename, 200)}`,
    filesize: read.bytes.length,
    content_type: undefined,
    thumbnail_url: undefined,
  };
  return fileOutput(
    { ...readable, attachment: inside, isInArchive: true },
    { bytes: read.bytes, contentType: "", cut: false },
    { ...options, entry: undefined, isTail: false },
    context,
  );
}

/** Enough for as many characters of four bytes. */
function tailBytes(offset: number): number {
  return Math.min(maxTextBytes, Math.max(firstBytes, -offset * 4));
}

interface TextRequest {
  attachment: Attachment;
  text: LongText;
  kind: Extract<FileKind, { kind: "text" }>;
  offset: number;
  /** The text is the beginning of a longer one. */
  isCut: boolean;
  /** It is the end of a longer one. */
  isTail: boolean;
}

function textPart({ attachment, text, kind, offset, isCut, isTail }: TextRequest, { quote }: ToolContext): string {
  const requested = offset < 0 ? Math.max(0, text.length + offset) : offset;
  const begin = isSecondHalf(text.slice(requested, requested + 1)) ? requested - 1 : requested;
  if (begin > text.length) throw new ToolRefusal(`The text ends at character ${text.length}: give a smaller offset.`);
  const { text: shown, next: end } = part(text.slice(begin, begin + maxTextChars + 1), 0, maxTextChars);
  const next = end === undefined ? text.length : begin + end;

  const heading = [
    ...(isTail
      ? tailHeading(text.length, begin, next, attachment)
      : startHeading(text.length, begin, next, { offset, isCut })),
    kind.guessed && `Read as ${kind.encoding}, which is a guess: parameter encoding.`,
    (text.damaged || kind.hasHoles) && `Some bytes are no characters in ${kind.encoding}.`,
  ].filter(Boolean);
  return `${heading.join(" ")}\n${quote(`${described(attachment)}\nText:\n${shown.trimEnd()}`)}`;
}

/** Of a character that JavaScript counts as two, like an emoji. */
function isSecondHalf(unit: string): boolean {
  return unit >= "\udc00" && unit < "\ue000";
}

function startHeading(
  length: number,
  begin: number,
  next: number,
  { offset, isCut }: { offset: number; isCut: boolean },
) {
  const more = next < length || (isCut && offset === 0);
  return [
    isCut ? "The beginning of a long text." : length === 0 ? "An empty file." : `A text, ${length} characters.`,
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
