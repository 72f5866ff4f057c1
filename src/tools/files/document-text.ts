import type { Refusal } from "../../file-text/extracted.ts";
import { clean } from "../../format/clean.ts";
import { part } from "../../format/text.ts";
import type { Download } from "../../redmine/client.ts";
import type { Attachment } from "../../redmine/content.ts";
import { ToolRefusal } from "../errors.ts";
import type { ToolContext } from "../tool.ts";

const maxTextChars = 36_000;

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
