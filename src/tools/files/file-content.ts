import type { Refusal } from "../../file-text/extracted.ts";
import { clean, line } from "../../format/clean.ts";
import { type FileKind, fileKind } from "../../format/file-kind.ts";
import { part } from "../../format/text.ts";
import { day, fileSize } from "../../format/units.ts";
import type { Download } from "../../redmine/client.ts";
import type { Attachment } from "../../redmine/content.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import { ToolRefusal } from "../errors.ts";
import type { Output, ToolContext } from "../tool.ts";

export const maxTextChars = 36_000; // in one result

interface Document {
  file: Download;
  container: "pdf" | "zip";
  /** Its name and facts. */
  about: string;
  link: string;
  /** It is itself a file of an archive. */
  isInArchive: boolean;
}

/** By its name or declared type: then all of it is asked for at once, for what it holds is listed at its end. */
export function looksLikeDocument({ filename, content_type }: Attachment): boolean {
  return (
    /\.(pdf|zip|(docx|xlsx|pptx|docm|xlsm|pptm)|jar)$/i.test(filename) || /pdf|zip|openxml/i.test(content_type ?? "")
  );
}

/** A part of a document's text, or the file in an archive that `entry` names. */
export async function documentText(
  { file, container, about, link, isInArchive }: Document,
  { offset, entry }: { offset: number; entry: string | undefined },
  { quote, redmine }: ToolContext,
): Promise<string | { name: string; bytes: Uint8Array }> {
  if (file.cut) {
    return `This document is larger than 8 MB, too large to be read here. The user can open it: ${link}\n${quote(about)}`;
  }
  const { readDocument } = await import("../../file-text/read-document.ts");
  const chars = offset < 0 ? Number.MAX_SAFE_INTEGER : offset + maxTextChars + 1;
  const read = await readDocument({ bytes: file.bytes, container, entry, chars }, redmine.userId);
  if (read.kind === "entry") return read;
  if (read.kind === "refused") {
    const why = refusals[read.reason];
    if (isMistake(read.reason)) throw new ToolRefusal(why);
    return `${why} The user can open it: ${link}\n${quote(about)}`;
  }

  const text = clean(read.text);
  const notes = isInArchive ? read.notes.filter((note) => !note.includes("Parameter entry")) : read.notes;
  if (text.trim() === "") return `${[`${read.about}.`, ...notes].join(" ")} ${link}\n${quote(about)}`;
  const begin = offset < 0 ? Math.max(0, text.length + offset) : offset;
  if (begin > text.length) throw new ToolRefusal(`The text ends at character ${text.length}: give a smaller offset.`);
  const { text: shown, next = text.length } = part(text, begin, maxTextChars);
  const isCut = next < text.length || (read.more && offset >= 0 && next > begin);
  const heading = [
    `${read.about}.`,
    !read.more && `${text.length} characters.`,
    (begin > 0 || isCut) && `Shown from ${begin} to ${next}.`,
    isCut && `More: offset ${next}.`,
    ...notes,
  ].filter(Boolean);
  return `${heading.join(" ")}\n${quote(`${about}\nText:\n${shown.trimEnd()}`)}`;
}

const refusals: Readonly<Record<Refusal, string>> = {
  password: "This file is protected by a password: it cannot be read here.",
  broken: "This file is damaged or incomplete: it cannot be read here.",
  too_large_inside: "What is compressed in this file is too large to be read here.",
  too_much_memory: "Reading this file takes more memory than is allowed here.",
  too_slow: "Reading this file takes too long.",
  busy: "Other documents are being read at the moment: try it again in half a minute.",
  no_such_entry: "This archive has no file of that name: without entry its files are listed.",
  no_archive: "This file is no ZIP archive: leave out entry.",
};

function isMistake(reason: Refusal): boolean {
  return reason === "busy" || reason === "no_such_entry" || reason === "no_archive";
}

const maxImageBytes = 1_000_000; // as base64 a third more; clients refuse images of several MB
const maxImagePixels = 2_000; // a side: the limit of clients' APIs where a conversation has many images
const thumbnailSizes = [800, 400]; // pixels; 800 is the largest that Redmine makes

type ImageKind = Extract<FileKind, { kind: "image" }>;

/** An image for the model: itself, or the small version that Redmine makes where it is too large. */
export async function imageOf(
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

/** What is neither text, image nor document: a small picture of it where Redmine makes one, else its kind and address. */
export async function otherFile(
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
    const kind = await fileKind(file.bytes, file.cut);
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

/** A file's name and facts, on one line. */
export function described({ filename, filesize, content_type, description, author, created_on }: Attachment): string {
  const facts = [
    content_type && line(content_type, 60),
    fileSize(filesize),
    author && line(author.name),
    day(created_on),
  ];
  return `${line(filename, 200)} (${facts.filter(Boolean).join(", ")})${description ? `: ${line(description, 300)}` : ""}`;
}
