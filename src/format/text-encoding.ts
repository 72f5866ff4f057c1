import { isAscii, isUtf8 } from "node:buffer";
import { atOnce } from "../in-turns.ts";
import { encodingScores } from "./encoding-scores.ts";

export interface Encoding {
  /** As TextDecoder names it. */
  encoding: string;
  /** Nothing in the file says so: the encoding fits best. */
  guessed: boolean;
  /** A UTF-8 text with zero bytes between. */
  hasHoles?: true;
}

const sampleBytes = 8_192; // enough to tell text from data, and one encoding from another

/** TextDecoder's name of an encoding; undefined where it knows none of this name. */
export function encodingNamed(label: string): string | undefined {
  try {
    return new TextDecoder(aliases[label.trim().toLowerCase()] ?? label).encoding;
  } catch {
    return undefined;
  }
}

/** Names in use that the Encoding Standard does not list. */
const aliases: Readonly<Record<string, string>> = {
  cp932: "shift_jis",
  "windows-932": "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  uhc: "euc-kr",
  cp950: "big5",
  "koi8-ru": "koi8-u",
  "utf-16": "utf-16le",
  ...Object.fromEntries(
    [1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((n) => [`windows${n}`, `windows-${n}`]),
  ),
};

/** The text of a few bytes, as of a name; undefined where they are no text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const found = atOnce(encodingOf(bytes, false));
  return found && new TextDecoder(found.encoding).decode(bytes);
}

/** Undefined where the bytes are no text. `cut`: the bytes are the beginning of a longer file. */
export function* encodingOf(bytes: Uint8Array, cut: boolean): Generator<void, Encoding | undefined> {
  const mark = markedEncoding(bytes);
  if (mark) return { encoding: mark, guessed: false };
  const sample = bytes.subarray(0, sampleBytes);
  if (sample.includes(0)) {
    const wide = utf16Without(sample);
    if (wide !== undefined) return { encoding: wide, guessed: true };
    return hasHoles(sample) ? { encoding: "utf-8", guessed: false, hasHoles: true } : undefined;
  }
  if (isAscii(bytes)) {
    // the escapes of ISO-2022-JP (RFC 1468)
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const isJapanese = buffer.includes("\u001b$B") || buffer.includes("\u001b$@");
    return isJapanese ? { encoding: "iso-2022-jp", guessed: true } : { encoding: "utf-8", guessed: false };
  }
  yield;
  if (isUtf8(cut ? withoutHalf(bytes) : bytes)) return { encoding: "utf-8", guessed: false };
  if (hasControls(sample)) return undefined;
  if (isMostlyUtf8(bytes)) return { encoding: "utf-8", guessed: false };
  yield;
  const part = nonAsciiSample(bytes);
  const [best] = yield* encodingScores(part, cut || part.at(-1) !== bytes.at(-1) || part.length === sampleBytes);
  return { encoding: best ?? "windows-1252", guessed: true };
}

/** Without the UTF-8 character that the cut went through. */
function withoutHalf(bytes: Uint8Array): Uint8Array {
  for (let left = 1; left <= Math.min(3, bytes.length); left += 1) {
    const byte = bytes.at(-left) ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > left ? bytes.subarray(0, -left) : bytes;
  }
  return bytes;
}

function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  return undefined;
}

/** A log with holes: a crash leaves zero bytes where nothing was written. They are no more shown than other controls. */
function hasHoles(sample: Uint8Array): boolean {
  const rest = sample.filter((byte) => byte !== 0);
  return rest.length > 0 && !hasControls(rest) && isUtf8(withoutHalf(rest));
}

/** UTF-16 has its zero bytes at every other place: those of ASCII letters, blanks and line ends. */
function utf16Without(sample: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.min(even, odd) > Math.max(even, odd) / 2) return undefined; // some stand in characters like U+3000
  const hasOnlyAscii = sample.every((byte) => byte < 0x80) && !hasControls(sample.filter((byte) => byte !== 0));
  if (hasOnlyAscii && even + odd < sample.length / 4) return undefined; // with a few zeros between
  const encoding = even > odd ? "utf-16be" : "utf-16le";
  const whole = sample.subarray(0, sample.length - (sample.length % 2));
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(whole, { stream: true });
  } catch {
    return undefined;
  }
  text = text.replace(/[\t\n\f\r]/g, "");
  return /[\p{Cc}\p{Cn}\p{Co}]/u.test(text) || !/\p{L}|\p{N}/u.test(text) ? undefined : encoding;
}

/** A UTF-8 text with a few damaged bytes, as of a log that was cut in two. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, 300_000), { stream: true });
  let bad = 0;
  let good = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) bad += 1;
    else if (code >= 0x80) good += 1;
  }
  return good >= 4 * bad;
}

/** The part of the file where the first other characters than ASCII stand: a log may begin with pages of ASCII. */
function nonAsciiSample(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at < bytes.length && isAscii(bytes.subarray(at, at + sampleBytes))) at += sampleBytes;
  const first = at + bytes.subarray(at, at + sampleBytes).findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, bytes.lastIndexOf(10, first) + 1);
  return bytes.subarray(from, from + sampleBytes);
}

/** Control bytes that texts do not have: all below 32 but tab, line ends, form feed and escape (colours in logs). */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte));
}
