/**
 * What a reader cannot see: controls but tab and newline; format characters (bidirectional controls, tags), but for the
 * Arabic, Syriac and Kaithi signs that are drawn around numbers; what Unicode lists as Default_Ignorable_Code_Point
 * (fillers, variation selectors, ranges kept for more of them).
 */
const invisible =
  /[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]--[\t\n\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]]/v;
const plainAscii = /^[\t\n\x20-\x7e]*$/;

const nonJoiner = "\u200c";
const joiner = "\u200d";

/** Scripts whose letters join, or whose conjuncts a joiner makes and unmakes. */
const joiningScripts =
  "Arabic Syriac Nko Mandaic Mongolian Adlam Hanifi_Rohingya Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar Tibetan Javanese Balinese";
const joiningLetter = new RegExp(`[${joiningScripts.replace(/(\S+) ?/g, "\\p{Script_Extensions=$1}")}]`, "u");
const emoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;
const takesTextOrEmojiForm = /[\p{Extended_Pictographic}\p{S}\p{P}0-9]/u;

/** Other people's text as a model may see it: what cannot be seen is gone unless it is spelling, lines end with \n. */
export function clean(text: string): string {
  const cleaned = text.length > shortText ? cleanedAhead.get(text)?.cleaned : undefined;
  return cleaned ?? cleanNow(text);
}

function cleanNow(text: string): string {
  if (plainAscii.test(text)) return text;
  return withoutInvisible(text.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n"));
}

const shortText = 500;
const sliceChars = 32 * 1024; // the slowest take 5 ms
const cleanedAhead = new Map<string, { cleaned: string; users: number }>();

/**
 * Cleans the texts in a large answer of Redmine, one slice a step, so that `clean` has nothing left to do: of four million
 * characters in one turn everybody would notice. Gives what forgets them.
 */
export function* cleanAhead(value: unknown): Generator<void, () => void> {
  const texts: string[] = [];
  for (const text of textsIn(value)) {
    if (text.length > shortText) {
      const cleaned = cleanedAhead.get(text)?.cleaned ?? (yield* cleanedInSlices(text));
      cleanedAhead.set(text, { cleaned, users: (cleanedAhead.get(text)?.users ?? 0) + 1 });
      texts.push(text);
    }
    yield;
  }
  return () => {
    for (const text of texts.splice(0)) {
      const entry = cleanedAhead.get(text);
      if (entry && entry.users > 1) entry.users -= 1;
      else cleanedAhead.delete(text);
    }
  };
}

function* cleanedInSlices(text: string): Generator<void, string> {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; yield) {
    const slice = text.slice(at, at + sliceChars);
    const end = slice.length < sliceChars ? slice.length : cleanCut(slice);
    pieces.push(cleanNow(slice.slice(0, end)));
    at += end;
  }
  return pieces.join("");
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}

/**
 * Where a text that comes in pieces can be cut, so that both parts are cleaned as the whole would be: between two characters
 * that can be seen. In a thousand that cannot be seen no place is right, nor wrong.
 */
export function cleanCut(text: string): number {
  for (let at = text.length - 1; at > Math.max(0, text.length - 1_000); at -= 1) {
    if (isLowSurrogate(text, at)) continue;
    const before = text.slice(isLowSurrogate(text, at - 1) ? at - 2 : at - 1, at);
    const after = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (before !== "\r" && !invisible.test(before) && !invisible.test(after)) return at;
  }
  return text.length > 1_000 ? text.length - 1_000 - (isLowSurrogate(text, text.length - 1_000) ? 1 : 0) : 0;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000;
}

/** A regular expression takes seconds for a text of megabytes that has such a character at every other place. */
function withoutInvisible(text: string): string {
  const isInvisible = invisibleUnits();
  const units = new Uint16Array(text.length);
  let length = 0;

  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (!isInvisible(code, text, at)) {
      units[length++] = code;
      at += 1;
      continue;
    }
    let run = ""; // what may be spelling, among all that cannot be seen here
    for (
      ;
      at < text.length && isInvisible(text.charCodeAt(at), text, at);
      at += text.charCodeAt(at) >= 0xd800 && text.charCodeAt(at) < 0xdc00 ? 2 : 1
    ) {
      if (run.length < 6 && mayBeSpelling(text.codePointAt(at) ?? 0))
        run += String.fromCodePoint(text.codePointAt(at) ?? 0);
    }
    if (run === "") continue;
    const last = units[length - 1] ?? 0x20;
    const isPair = last >= 0xdc00 && last < 0xe000;
    const before = isPair ? String.fromCharCode(units[length - 2] ?? 0, last) : String.fromCharCode(last);
    const spelled = spelledIn(run, before, text.codePointAt(at));
    for (let unit = 0; unit < spelled.length; unit += 1) units[length++] = spelled.charCodeAt(unit);
  }

  return length === text.length ? text : Buffer.from(units.buffer, 0, length * 2).toString("utf16le");
}

let table: Uint8Array | undefined;

/** Whether an invisible character begins at this unit. */
function invisibleUnits(): (code: number, text: string, at: number) => boolean {
  table ??= Uint8Array.from({ length: 0x10000 }, (_, code) =>
    (code < 0xd800 || code >= 0xe000) && invisible.test(String.fromCharCode(code)) ? 1 : 0,
  );
  const units = table;
  return (code, text, at) => {
    if (code < 0xd800 || code >= 0xdc00) return units[code] === 1;
    return invisible.test(text.slice(at, at + 2));
  };
}

/** Joiners and variation selectors. */
function mayBeSpelling(code: number): boolean {
  if (code === 0x200c || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) return true;
  return (code >= 0x180b && code <= 0x180f) || (code >= 0xe0100 && code <= 0xe01ef);
}

/** Of joiners and selectors in a row those that belong to the spelling: a selector, a joiner, or both. */
function spelledIn(run: string, before: string, next: number | undefined): string {
  const [first = "", second = "", third] = run;
  const after = next === undefined ? " " : String.fromCodePoint(next);
  if (isSelector(first, before)) {
    return third === undefined && isSpelledJoiner(second, before, after) ? first + second : first;
  }
  return second === "" && isSpelledJoiner(first, before, after) ? first : "";
}

/** Variation selectors that choose a form: of emoji, of ideographs and of letters that have such forms. */
function isSelector(character: string, before: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0xfe0e || code === 0xfe0f) return takesTextOrEmojiForm.test(before);
  if (code >= 0xfe00 && code <= 0xfe0d)
    return /[\p{Script=Han}\p{Sm}\p{Script=Myanmar}\p{Script=Phags_Pa}]/u.test(before);
  if (code >= 0xe0100 && code <= 0xe01ef) return /\p{Script=Han}/u.test(before); // the Ideographic Variation Database
  return code >= 0x180b && code <= 0x180f && /\p{Script=Mongolian}/u.test(before);
}

/** With joiners Persian, Hindi and other languages are spelled, and emoji composed. */
function isSpelledJoiner(character: string, before: string, after: string): boolean {
  if ((character !== joiner && character !== nonJoiner) || before < "\u0300") return false;
  if (emoji.test(before)) return character === joiner && /\p{Extended_Pictographic}/u.test(after);
  if (!joiningLetter.test(before) && !/\p{M}/u.test(before)) return false;
  // a joiner may end a word: it shows the joined form of a letter that stands alone
  return joiningLetter.test(after) || (character === joiner && !/[\p{L}\p{N}]/u.test(after));
}

/** The same on one line, for names, subjects and values inside a sentence; cut to `max` characters. */
export function line(text: string, max = 255): string {
  const read = max * 8 + 1_000; // of a text of megabytes only the beginning is cleaned
  const flat = clean(text.slice(0, read)).replace(/\s+/g, " ").trim();
  return flat.length > max || text.length > read ? `${flat.slice(0, max - 1).toWellFormed()}…` : flat;
}

/** A name among others: in quotation marks where it holds what stands between them. */
export function amongOthers(name: string): string {
  return /[,;，、]/.test(name) ? `“${name}”` : name;
}

// Noncharacters, which no text may hold (Unicode §23.7): they mark a part of a sentence until the response's own marks replace them
const begin = "\ufdd0";
const end = "\ufdd1";
const marks = /[\ufdd0\ufdd1]/g;

/** Other people's words inside a sentence of ours: on one line, and put inside the response's boundary when it is sent. */
export function foreign(text: string, max = 255): string {
  return `${begin}${line(text.replace(marks, ""), max)}${end}`;
}

/** Without the marks of `foreign`, for logs and comparisons. */
export function plain(text: string): string {
  return text.replace(marks, "");
}

const spans = /\ufdd0([^\ufdd0\ufdd1]*)\ufdd1?/g;
const between = /\ufdd1([\s,;:.()/#→\d-]{0,8})\ufdd0/g; // neighbours share one pair of marks

/** Replaces what `foreign` marked by what `mark` makes of it. */
export function withForeign(text: string, mark: (words: string) => string): string {
  return text
    .replace(between, "$1")
    .replace(spans, (_, words: string) => (words === "" ? "" : mark(words)))
    .replace(marks, "");
}
