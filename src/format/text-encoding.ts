import { encodingScores } from "./encoding-scores.ts";

export interface DecodedText {
  text: string;
  /** As TextDecoder names it. */
  encoding: string;
  /** Nothing in the file says so: the encoding fits best. */
  guessed: boolean;
  /** Bytes that are no characters in this encoding. */
  damaged: boolean;
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

/** Undefined where the bytes are no text. `cut`: the bytes are the beginning of a longer file. */
export function decodeText(bytes: Uint8Array, cut: boolean): DecodedText | undefined {
  const mark = markedEncoding(bytes);
  if (mark) return decodeAs(bytes, mark, cut);
  const sample = bytes.subarray(0, sampleBytes);
  if (sample.includes(0)) {
    const wide = utf16Without(sample);
    return wide === undefined ? withoutZeros(bytes, sample, cut) : { ...decodeAs(bytes, wide, cut), guessed: true };
  }

  const utf8 = decodeAs(bytes, "utf-8", cut);
  if (!utf8.damaged) {
    // plain ASCII with the escapes of ISO-2022-JP (RFC 1468)
    const isJapanese = /\p{Cc}\$[@B]/u.test(utf8.text) && !bytes.some((byte) => byte > 127);
    return isJapanese ? { ...decodeAs(bytes, "iso-2022-jp", cut), guessed: true } : utf8;
  }
  if (hasControls(sample)) return undefined;
  if (isMostlyUtf8(utf8.text)) return utf8;
  const part = nonAsciiSample(bytes);
  const [best] = encodingScores(part, cut || part.at(-1) !== bytes.at(-1) || part.length === sampleBytes);
  return { ...decodeAs(bytes, best ?? "windows-1252", cut), guessed: true };
}

/** Reads the bytes in this encoding, whatever it makes of them. */
export function decodeAs(bytes: Uint8Array, encoding: string, cut: boolean): DecodedText {
  const text = new TextDecoder(encoding).decode(bytes, { stream: cut }); // the last character may be half
  return { text, encoding, guessed: false, damaged: text.includes("\ufffd") && !isValid(bytes, encoding, cut) };
}

function isValid(bytes: Uint8Array, encoding: string, cut: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: cut });
    return true;
  } catch {
    return false;
  }
}

function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  return undefined;
}

/** A log with holes: a crash leaves zero bytes where nothing was written. */
function withoutZeros(bytes: Uint8Array, sample: Uint8Array, cut: boolean): DecodedText | undefined {
  const rest = sample.filter((byte) => byte !== 0);
  if (rest.length === 0 || hasControls(rest) || !isValid(rest, "utf-8", true)) return undefined;
  return {
    ...decodeAs(
      bytes.filter((byte) => byte !== 0),
      "utf-8",
      cut,
    ),
    damaged: true,
  };
}

/** UTF-16 has its zero bytes at every other place: those of ASCII letters, blanks and line ends. */
function utf16Without(sample: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.min(even, odd) > Math.max(even, odd) / 2) return undefined; // some stand in characters like U+3000
  const isAscii = sample.every((byte) => byte < 0x80) && !hasControls(sample.filter((byte) => byte !== 0));
  if (isAscii && even + odd < sample.length / 4) return undefined; // with a few zeros between
  const encoding = even > odd ? "utf-16be" : "utf-16le";
  const whole = sample.subarray(0, sample.length - (sample.length % 2));
  if (!isValid(whole, encoding, true)) return undefined;
  const text = new TextDecoder(encoding).decode(whole).replace(/[\t\n\f\r]/g, "");
  return /[\p{Cc}\p{Cn}\p{Co}]/u.test(text) || !/\p{L}|\p{N}/u.test(text) ? undefined : encoding;
}

/** A UTF-8 text with a few damaged bytes, as of a log that was cut in two. */
function isMostlyUtf8(text: string): boolean {
  const sample = text.slice(0, 200_000);
  const bad = sample.split("\ufffd").length - 1;
  const good = sample.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return good >= 4 * bad;
}

/** The part of the file where the first other characters than ASCII stand: a log may begin with pages of ASCII. */
function nonAsciiSample(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, bytes.lastIndexOf(10, first) + 1);
  return bytes.subarray(from, from + sampleBytes);
}

/** Control bytes that texts do not have: all below 32 but tab, line ends, form feed and escape (colours in logs). */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte));
}
