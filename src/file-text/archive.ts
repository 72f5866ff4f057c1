import yauzl, { type Entry, type ZipFile } from "yauzl";
import { decodeText } from "../format/text-encoding.ts";
import { DocumentRefused } from "./extracted.ts";
import { limits } from "./limits.ts";

export interface ArchiveEntry {
  name: string;
  isFolder: boolean;
  isEncrypted: boolean;
  /** Decompressed, as the archive says. */
  size: number;
  modified: Date;
}

export interface Archive {
  entries: readonly ArchiveEntry[];
  /** More entries than are listed. */
  cut: boolean;
  /** The decompressed bytes, in pieces. Throws DocumentRefused beyond the limits. */
  read(entry: ArchiveEntry): AsyncGenerator<Buffer>;
}

const utf8Flag = 0x800;

/** A ZIP archive. Nothing is written anywhere: names are texts. */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const zip = await yauzl
    .fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      lazyEntries: true,
      decodeStrings: false, // it would refuse the whole archive for one odd name
      validateEntrySizes: true,
    })
    .catch(() => {
      throw new DocumentRefused("broken");
    });
  const originals = new Map<ArchiveEntry, Entry>();
  const cut = await readDirectory(zip, originals);
  let total = 0;

  return {
    entries: [...originals.keys()],
    cut,
    async *read(entry) {
      const original = originals.get(entry);
      if (!original) throw new DocumentRefused("no_such_entry");
      if (entry.isEncrypted) throw new DocumentRefused("password");
      let length = 0;
      try {
        for await (const piece of await zip.openReadStreamPromise(original)) {
          length += piece.length;
          total += piece.length;
          const times = length / Math.max(1, original.compressedSize);
          const isBomb = length > limits.ratioFromBytes && times > limits.ratio;
          if (isBomb || length > limits.entryBytes || total > limits.totalBytes)
            throw new DocumentRefused("too_large_inside");
          yield piece;
        }
      } catch (error) {
        throw error instanceof DocumentRefused ? error : new DocumentRefused("broken");
      }
    },
  };
}

/** Whether there are more entries than are kept. */
function readDirectory(zip: ZipFile, entries: Map<ArchiveEntry, Entry>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      if (entries.size >= limits.entries) return resolve(true);
      const name = nameOf(entry);
      entries.set(
        {
          name,
          isFolder: /[/\\]$/.test(name),
          isEncrypted: (entry.generalPurposeBitFlag & 1) !== 0,
          size: entry.uncompressedSize,
          modified: entry.getLastModDate(),
        },
        entry,
      );
      zip.readEntry();
    });
    zip.once("end", () => resolve(false));
    zip.once("error", () => reject(new DocumentRefused("broken")));
    zip.readEntry();
  });
}

/** Programs write names in UTF-8, marked or not, or in the encoding of the system that they ran on. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  // the Unicode Path Extra Field of Info-ZIP (APPNOTE 4.6.9): version, checksum of the other name, name
  const unicodePath = extraFields.find(({ id, data }) => id === 0x7075 && data.length > 5 && data[0] === 1);
  if (unicodePath) return unicodePath.data.toString("utf8", 5);
  if (generalPurposeBitFlag & utf8Flag) return fileNameRaw.toString("utf8");
  return decodeText(fileNameRaw) ?? fileNameRaw.toString("latin1");
}
