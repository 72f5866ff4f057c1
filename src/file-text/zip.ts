import { line } from "../format/clean.ts";
import { fileSize } from "../format/units.ts";
import { type Archive, type ArchiveEntry, openArchive } from "./archive.ts";
import { DocumentRefused, type Extracted } from "./extracted.ts";
import { limits } from "./limits.ts";
import { createText } from "./text-so-far.ts";

/** A ZIP archive: an Office document's text, the list of any other archive, or one file in it. */
export async function readZip(
  bytes: Uint8Array,
  { entry, chars }: { entry: string | undefined; chars: number },
): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (entry !== undefined) return fileIn(archive, entry);

  const has = (name: string) => archive.entries.some((each) => each.name.toLowerCase() === name);
  if (has("word/document.xml")) return (await import("./docx.ts")).readDocx(archive, chars);
  if (has("xl/workbook.xml")) return (await import("./xlsx.ts")).readXlsx(archive, chars);
  if (has("ppt/presentation.xml")) return (await import("./pptx.ts")).readPptx(archive, chars);
  return listing(archive, chars);
}

function listing({ entries, cut }: Archive, chars: number): Extracted {
  const text = createText(chars);
  for (const entry of entries) text.add(`${entryRow(entry)}\n`);
  const files = entries.filter(({ isFolder }) => !isFolder).length;
  return {
    kind: "text",
    about: `ZIP archive, ${files} ${files === 1 ? "file" : "files"}${cut ? " and more" : ""}`,
    text: text.toString(),
    more: text.isFull,
    notes: [
      ...(files > 0 ? ["Parameter entry reads one of them, by its name."] : []),
      ...(cut ? [`Only its first ${limits.entries} entries are listed.`] : []),
    ],
  };
}

function entryRow({ name, isFolder, isEncrypted, size, modified }: ArchiveEntry): string {
  const date = Number.isNaN(modified.getTime()) ? "" : `, ${modified.toISOString().slice(0, 10)}`;
  const facts = `${fileSize(size)}${date}${isEncrypted ? ", encrypted" : ""}`;
  return isFolder ? line(name, 500) : `${line(name, 500)} (${facts})`;
}

/** By the name as it is, or as the list shows it. */
async function fileIn(archive: Archive, path: string): Promise<Extracted> {
  const files = archive.entries.filter(({ isFolder }) => !isFolder);
  const entry =
    files.find(({ name }) => name === path) ?? files.find(({ name }) => line(name, 500) === line(path, 500));
  if (!entry) throw new DocumentRefused("no_such_entry");
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of archive.read(entry)) {
    length += piece.length;
    if (length > limits.bytes) throw new DocumentRefused("too_large_inside");
    pieces.push(piece);
  }
  return { kind: "entry", name: entry.name, bytes: new Uint8Array(Buffer.concat(pieces)) };
}
