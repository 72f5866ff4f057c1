import { crc32 } from "node:zlib";

export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp";

/** What an image's own bytes say. */
export interface ImageCheck {
  width: number;
  height: number;
  /** The file ends where its format says: clients' APIs refuse others, and every later turn of the conversation with them. */
  complete: boolean;
}

/** Undefined where the header is broken. */
export function checkImage(bytes: Uint8Array, type: ImageType): ImageCheck | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const check = readers[type](view);
  return check && check.width > 0 && check.height > 0 ? check : undefined;
}

const readers: Readonly<Record<ImageType, (view: DataView) => ImageCheck | undefined>> = {
  // one for each type
  "image/png": png,
  "image/jpeg": jpeg,
  "image/gif": gif,
  "image/webp": webp,
};

/** PNG (ISO/IEC 15948): chunks of length, type, data and CRC, from IHDR to IEND. */
function png(view: DataView): ImageCheck | undefined {
  if (view.byteLength < 33 || view.getUint32(12) !== 0x49484452) return undefined;
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  let hasData = false;
  for (let at = 8; at + 12 <= view.byteLength; ) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    const end = at + 8 + length;
    if (end + 4 > view.byteLength) break;
    const isCritical = (view.getUint8(at + 4) & 0x20) === 0;
    const body = new Uint8Array(view.buffer, view.byteOffset + at + 4, length + 4);
    if (isCritical && crc32(body) !== view.getUint32(end)) break;
    if (type === 0x49444154) hasData ||= length > 0;
    if (type === 0x49454e44) return { ...size, complete: hasData };
    at = end + 4;
  }
  return { ...size, complete: false };
}

/** JPEG (ISO/IEC 10918-1): segments up to the scans, then an end marker. */
function jpeg(view: DataView): ImageCheck | undefined {
  let size: { width: number; height: number } | undefined;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return size && { ...size, complete: false };
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill bytes
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame && at + 9 <= view.byteLength) size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xda) return size && { ...size, complete: hasJpegEnd(view, at + 2) };
    at += 2 + view.getUint16(at + 2);
  }
  return size && { ...size, complete: false };
}

function hasJpegEnd(view: DataView, from: number): boolean {
  for (let at = view.byteLength - 2; at >= from; at -= 1) {
    if (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xd9) return true;
  }
  return false;
}

/** GIF89a: blocks up to a trailer. */
function gif(view: DataView): ImageCheck | undefined {
  if (view.byteLength < 13) return undefined;
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const colors = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colors(view.getUint8(10));
  let hasImage = false;
  while (at < view.byteLength) {
    const kind = view.getUint8(at);
    if (kind === 0x3b) return { ...size, complete: hasImage };
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c && at + 10 < view.byteLength) {
      at += 10 + colors(view.getUint8(at + 9)) + 1;
      hasImage = true;
    } else break;
    while (at < view.byteLength && view.getUint8(at) > 0) at += 1 + view.getUint8(at); // sub-blocks
    at += 1;
  }
  return { ...size, complete: false };
}

/** WebP (RFC 9649): a RIFF container of one of three kinds. */
function webp(view: DataView): ImageCheck | undefined {
  if (view.byteLength < 30) return undefined;
  const complete = view.getUint32(4, true) + 8 <= view.byteLength;
  const uint24 = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
  switch (view.getUint32(12)) {
    case 0x56503858: // VP8X
      return { width: uint24(24) + 1, height: uint24(27) + 1, complete };
    case 0x56503820: // VP8, with the start code of a key frame
      if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) return undefined;
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, complete };
    case 0x5650384c: {
      // VP8L
      if (view.getUint8(20) !== 0x2f) return undefined;
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, complete };
    }
    default:
      return undefined;
  }
}
