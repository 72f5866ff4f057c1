/** What a file's own bytes say it is: names and declared types are the uploader's word. */
export type FileKind =
  | { kind: "image"; mimeType: "image/png" | "image/jpeg" | "image/gif" | "image/webp" }
  | { kind: "text"; text: string }
  | { kind: "binary"; name: string | undefined };

const images = [
  { mimeType: "image/png", at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mimeType: "image/jpeg", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mimeType: "image/gif", at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { mimeType: "image/webp", at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
] as const;

const others = [
  { name: "PDF", at: 0, bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: "ZIP archive or Office document", at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: "empty ZIP archive", at: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { name: "gzip archive", at: 0, bytes: [0x1f, 0x8b] },
  { name: "old Office document", at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] },
] as const;

const sampled = 8_192; // bytes: enough to tell text from data

/** `cut`: the bytes are the beginning of a longer file. */
export function fileKind(bytes: Uint8Array, cut: boolean): FileKind {
  const image = images.find((known) => starts(bytes, known));
  if (image) return { kind: "image", mimeType: image.mimeType };
  const other = others.find((known) => starts(bytes, known));
  if (other) return { kind: "binary", name: other.name };

  const text = decoded(bytes, cut);
  return text === undefined ? { kind: "binary", name: undefined } : { kind: "text", text };
}

function starts(bytes: Uint8Array, { at, bytes: wanted }: { at: number; bytes: readonly number[] }): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte);
}

/** UTF-8, UTF-16 with a byte order mark, else Windows' western encoding where no byte speaks against text. */
function decoded(bytes: Uint8Array, cut: boolean): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.subarray(0, sampled).includes(0)) return undefined;

  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut }); // the last character may be half
  } catch {
    return controls(bytes.subarray(0, sampled)) ? undefined : new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Control bytes that texts do not have: all below 32 but tab, line ends, form feed and escape (colours in logs). */
function controls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte));
}
