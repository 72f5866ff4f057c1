import { inTurns } from "../in-turns.ts";
import { checkImage, type ImageCheck, type ImageType } from "./image-check.ts";
import { type Encoding, encodingOf } from "./text-encoding.ts";

/** What a file's own bytes say it is: names and declared types are the uploader's word. */
export type FileKind =
  /** `check` is undefined where the header is broken. */
  | { kind: "image"; mimeType: ImageType; check: ImageCheck | undefined }
  | ({ kind: "text" } & Encoding)
  /** `isPicture`: an image of a kind that clients do not show; Redmine may make a thumbnail of it. */
  | { kind: "binary"; name: string | undefined; isPicture?: true }
  /** Its text is read by src/file-text/. */
  | { kind: "document"; name: string; container: "pdf" | "zip" };

const images = [
  { mimeType: "image/png", at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mimeType: "image/jpeg", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mimeType: "image/gif", at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { mimeType: "image/webp", at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
] as const;

const oldOffice = "old Office document";

const documents = [
  { name: "PDF", container: "pdf", at: 0, bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: "ZIP archive or Office document", container: "zip", at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: "ZIP archive", container: "zip", at: 0, bytes: [0x50, 0x4b, 0x05, 0x06] }, // an empty one
] as const;

const others: readonly { name: string; at: number; bytes: readonly number[]; isPicture?: true }[] = [
  { name: "gzip archive", at: 0, bytes: [0x1f, 0x8b] },
  { name: oldOffice, at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: "TIFF image", at: 0, bytes: [0x49, 0x49, 0x2a, 0x00], isPicture: true },
  { name: "TIFF image", at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a], isPicture: true },
  { name: "HEIC or AVIF image", at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69], isPicture: true },
  { name: "HEIC or AVIF image", at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66], isPicture: true },
  { name: "Photoshop image", at: 0, bytes: [0x38, 0x42, 0x50, 0x53], isPicture: true },
  { name: "icon", at: 0, bytes: [0x00, 0x00, 0x01, 0x00], isPicture: true },
];

/** `cut`: the bytes are the beginning of a longer file. `encoding`, as TextDecoder names it: of a text that says none itself. */
export async function fileKind(bytes: Uint8Array, cut: boolean, encoding?: string): Promise<FileKind> {
  if (encoding !== undefined) return { kind: "text", encoding, guessed: false };
  const image = images.find((known) => starts(bytes, known));
  if (image) return { kind: "image", mimeType: image.mimeType, check: checkImage(bytes, image.mimeType) };
  const document = documents.find((known) => starts(bytes, known));
  if (document) return { kind: "document", name: document.name, container: document.container };
  const other = isBmp(bytes)
    ? { name: "BMP image", isPicture: true as const }
    : others.find((known) => starts(bytes, known));
  if (
    other?.name === oldOffice &&
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("EncryptedPackage", 0, "utf16le")
  ) {
    return { kind: "binary", name: "Office document with a password" }; // [MS-OFFCRYPTO] 2.3
  }
  if (other) return { kind: "binary", name: other.name, ...(other.isPicture && { isPicture: true }) };

  const text = await inTurns(encodingOf(bytes, cut));
  return text === undefined ? { kind: "binary", name: undefined } : { kind: "text", ...text };
}

function starts(bytes: Uint8Array, { at, bytes: signature }: { at: number; bytes: readonly number[] }): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

/** “BM” begins texts too; a bitmap has four reserved zero bytes after its size. */
function isBmp(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x42 && bytes[1] === 0x4d && bytes.length > 26 && bytes.subarray(6, 10).every((byte) => byte === 0)
  );
}
