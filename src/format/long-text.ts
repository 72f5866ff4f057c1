import { clean, cleanCut } from "./clean.ts";

const sliceBytes = 64 * 1024; // the slowest take 5 ms

/** A cleaned text of megabytes, in the pieces in which it was read. */
export interface LongText {
  length: number;
  slice(from: number, to: number): string;
  /** Bytes of the file are no characters in its encoding. */
  damaged: boolean;
}

/** Decodes and cleans a file, slice by slice. `cut`: the bytes are the beginning of a longer file. */
export function* longText(bytes: Uint8Array, encoding: string, cut: boolean): Generator<void, LongText> {
  const pieces: string[] = [];
  let length = 0;
  let mayBeDamaged = false;
  let rest = "";
  for (const piece of decodedSlices(bytes, new TextDecoder(encoding), cut)) {
    mayBeDamaged ||= piece.includes("\ufffd");
    const text = rest + piece;
    const end = cleanCut(text);
    rest = text.slice(end);
    const cleaned = clean(text.slice(0, end));
    pieces.push(cleaned);
    length += cleaned.length;
    yield;
  }
  pieces.push(clean(rest));
  length += pieces.at(-1)?.length ?? 0;
  const damaged = mayBeDamaged && !(yield* isValid(bytes, encoding, cut));
  return { length, damaged, slice: (from, to) => slice(pieces, from, to) };
}

/** A text may also contain the replacement character itself. */
function* isValid(bytes: Uint8Array, encoding: string, cut: boolean): Generator<void, boolean> {
  try {
    for (const _ of decodedSlices(bytes, new TextDecoder(encoding, { fatal: true }), cut)) yield;
    return true;
  } catch {
    return false;
  }
}

function* decodedSlices(bytes: Uint8Array, decoder: TextDecoder, cut: boolean): Generator<string> {
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    yield decoder.decode(bytes.subarray(at, at + sliceBytes), { stream: true });
  }
  if (!cut) yield decoder.decode(); // else the last character may be half
}

function slice(pieces: readonly string[], from: number, to: number): string {
  let at = 0;
  const parts: string[] = [];
  for (const piece of pieces) {
    if (at + piece.length > from && at < to) parts.push(piece.slice(Math.max(0, from - at), to - at));
    at += piece.length;
  }
  return parts.join("");
}
