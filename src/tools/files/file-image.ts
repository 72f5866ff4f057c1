import { line } from "../../format/clean.ts";
import { type FileKind, fileKind } from "../../format/file-kind.ts";
import { day, fileSize } from "../../format/units.ts";
import type { Download } from "../../redmine/client.ts";
import type { Attachment } from "../../redmine/content.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import type { Output, ToolContext } from "../tool.ts";

const maxImageBytes = 1_000_000; // as base64 a third more; clients refuse images of several MB
const maxImagePixels = 2_000; // a side: the limit of clients' APIs where a conversation has many images
const thumbnailSizes = [800, 400]; // pixels; 800 is the largest that Redmine makes

type ImageKind = Extract<FileKind, { kind: "image" }>;

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
