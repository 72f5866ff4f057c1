import { createHash } from "node:crypto";
import type { Attachment, Container } from "../../../src/sample-redmine/content-records.ts";
import { at } from "./day.ts";
import { alice, bob } from "./people.ts";

/** 8 by 8 pixels. */
const tinyPng = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC",
  "base64",
);
const emptyZip = Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]);
const bigLog = () =>
  Array.from({ length: 20_000 }, (_, n) => `2026-01-01T00:00:00Z line ${n + 1} something happened\n`).join("");

type File = {
  id: number;
  to: Container;
  name: string;
  type: string;
  content: Buffer | string;
  description: string;
  day: number;
  by?: number;
};

function file({ id, to, name, type, content, description, day, by = alice }: File): Attachment {
  const bytes = Uint8Array.from(Buffer.from(content as string)); // Buffer.from takes both, its overloads one at a time
  return {
    id,
    container: to,
    filename: name,
    // Redmine's API would take the bytes; the seed script of the real one counted characters of a text.
    filesize: content.length,
    content_type: type,
    description,
    author_id: by,
    created_on: at(day),
    downloads: 0,
    digest: createHash("sha256").update(bytes).digest("hex"),
    bytes,
  };
}

const issue62: Container = { type: "issue", id: 62 };

export const createAttachments = (): Attachment[] => [
  file({
    id: 1,
    to: issue62,
    name: "notes.txt",
    type: "text/plain",
    content: "Plain text.\nSecond line: éè 你好\n",
    description: "Meeting notes",
    day: 80,
  }),
  file({
    id: 2,
    to: issue62,
    name: "graph.png",
    type: "image/png",
    content: tinyPng,
    description: "A tiny picture",
    day: 80,
  }),
  file({
    id: 3,
    to: issue62,
    name: "big.log",
    type: "text/plain",
    content: bigLog(),
    description: "",
    day: 81,
    by: bob,
  }),
  file({
    id: 4,
    to: issue62,
    name: "résumé ✓.pdf",
    type: "application/pdf",
    content: "%PDF-1.4\n%%EOF\n",
    description: "Non-ASCII name",
    day: 81,
    by: bob,
  }),
  file({
    id: 5,
    to: { type: "wiki_page", id: 2 },
    name: "diagram.png",
    type: "image/png",
    content: tinyPng,
    description: "In the wiki",
    day: 35,
  }),
  file({
    id: 6,
    to: { type: "project", id: 1 },
    name: "release-1.0.zip",
    type: "application/zip",
    content: emptyZip,
    description: "The release",
    day: 50,
  }),
  file({
    id: 7,
    to: { type: "version", id: 2 },
    name: "release-1.1.zip",
    type: "application/zip",
    content: emptyZip,
    description: "Beta",
    day: 51,
  }),
];
