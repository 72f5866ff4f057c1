/**
 * Which legacy encoding a text is in. Each candidate decodes a sample; what comes out is compared with how its languages
 * are written: their letters, how often the commonest stand, capitals inside words, alphabets mixed within a word.
 */

interface Language {
  encoding: string;
  /** Its small letters beyond ASCII. */
  letters: string;
  /** The commonest of them, for alphabets of their own: together more than half of a text. */
  common?: string;
}

const russian = "абвгдежзийклмнопрстуфхцчшщъыьэюяё";
const commonRussian = "оеаинтсрвл";

/** Where two encodings read a text alike, the first one is named. */
const languages: readonly Language[] = [
  { encoding: "windows-1252", letters: "äöüß" },
  { encoding: "windows-1252", letters: "àâæçéèêëîïôœùûüÿ" },
  { encoding: "windows-1252", letters: "áéíñóúü¿¡ªº" },
  { encoding: "windows-1252", letters: "ãáàâçéêíóôõú" },
  { encoding: "windows-1252", letters: "åäöæøé" },
  { encoding: "windows-1252", letters: "àèéìíòóùú" },
  { encoding: "windows-1252", letters: "éëïóöü" },
  { encoding: "windows-1250", letters: "ąćęłńóśźż" },
  { encoding: "windows-1250", letters: "áčďéěíňóřšťúůýž" },
  { encoding: "windows-1250", letters: "áäčďéíĺľňóôŕšťúýž" },
  { encoding: "windows-1250", letters: "áéíóöőúüű" },
  { encoding: "windows-1250", letters: "ăâîşţ" },
  { encoding: "windows-1250", letters: "čćđšž" },
  { encoding: "iso-8859-2", letters: "ąćęłńóśźż" },
  { encoding: "iso-8859-2", letters: "áčďéěíňóřšťúůýž" },
  { encoding: "iso-8859-2", letters: "áäčďéíĺľňóôŕšťúýž" },
  { encoding: "windows-1254", letters: "çğıöşüâîû" },
  { encoding: "windows-1252", letters: "áðéíóúýþæö" }, // Icelandic, where Turkish has ğ, ı, ş
  { encoding: "windows-1257", letters: "ąčęėįšųūž" },
  { encoding: "windows-1257", letters: "āčēģīķļņšūž" },
  { encoding: "windows-1257", letters: "äõöüšž" },
  { encoding: "windows-1258", letters: "àáâãăèéêìíòóôơùúưýđ\u0300\u0301\u0303\u0309\u0323" },
  { encoding: "windows-1251", letters: russian, common: commonRussian },
  { encoding: "windows-1251", letters: `${russian}ґєії`, common: "оанивіетрсл" },
  { encoding: "windows-1251", letters: `${russian}ђјљњћџ`, common: "аоиенрсјтук" },
  { encoding: "koi8-r", letters: russian, common: commonRussian },
  { encoding: "koi8-u", letters: `${russian}ґєії`, common: "оанивіетрсл" },
  { encoding: "ibm866", letters: russian, common: commonRussian },
  { encoding: "iso-8859-5", letters: russian, common: commonRussian },
  { encoding: "windows-1253", letters: "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ", common: "αοιετσνηρίκς" },
  { encoding: "windows-1255", letters: "אבגדהוזחטיךכלםמןנסעףפץצקרשת", common: "יוהלרתאבמש" },
  { encoding: "windows-1256", letters: "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىپچژگکی", common: "الينموترهد" },
  {
    encoding: "windows-874",
    letters:
      "กขคงจฉชซญฎฐณดตถทธนบปผฝพฟภมยรลวศษสหอฮะาำเแโใไๆ\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4c",
    common: "านรอกเ\u0e48\u0e49ง\u0e31\u0e35ม",
  },
];

const typography = /[«»„“”‚‘’–—…•·€£§©®°±²³µ\u00a0№]/;

/** The encodings that may be it, the best first. `cut`: more bytes follow the sample. */
export function* encodingScores(sample: Uint8Array, cut: boolean): Generator<void, string[]> {
  const scores: [string, number][] = [];
  for (const language of languages) {
    scores.push([language.encoding, languageScore(decoded(sample, language.encoding, cut), language)]);
    yield;
  }
  for (const [encoding, score] of eastAsian) {
    scores.push([encoding, score(decoded(sample, encoding, cut), sample)]);
    yield;
  }
  return scores
    .filter(([, score]) => score > 0.3)
    .toSorted(([, one], [, other]) => other - one)
    .map(([encoding]) => encoding);
}

/** Undefined where some byte is no character of it; the sample may end within one. */
function decoded(sample: Uint8Array, encoding: string, cut: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: cut });
  } catch {
    return undefined;
  }
}

/** At most about 1.7. */
function languageScore(text: string | undefined, { letters, common }: Language): number {
  if (text === undefined) return 0;
  let high = 0;
  let known = 0;
  let often = 0;
  let capitals = 0;
  let mixed = 0;
  let strange = 0;
  let previous = " ";
  for (const character of text) {
    const small = character.toLowerCase();
    if (character > "\u007f" && !typography.test(character)) {
      high += 1;
      if (letters.includes(small)) known += 1;
      else if (common) strange += 1;
      if (common?.includes(small)) often += 1;
      if (small !== character && /\p{Ll}/u.test(previous)) capitals += 1;
      // alphabets of their own do not mix with ASCII letters, and Latin letters with marks stand among those
      if (common ? /[a-z]/i.test(previous) : previous > "\u007f" && !/\p{M}/u.test(character)) mixed += 1;
    } else if (common && /[a-z]/i.test(character) && previous > "\u007f") mixed += 1;
    previous = character;
  }
  if (high === 0) return 0.4;
  const penalty = (2 * capitals + mixed + strange) / high;
  return known / high + (common ? often / high : 0.5) - penalty;
}

/** Their scores are at most about 2. */
const eastAsian: readonly [string, (text: string | undefined, sample: Uint8Array) => number][] = [
  ["shift_jis", japaneseScore],
  ["euc-jp", japaneseScore],
  ["gb18030", (text, sample) => chineseScore(sample, text, 0xb0, 0xd7, 0xa1)],
  ["big5", (text, sample) => chineseScore(sample, text, 0xa4, 0xc6, 0x40)],
  ["euc-kr", koreanScore],
];

function share(text: string, characters: RegExp): number {
  const high = text.match(/[\u0080-\u{10ffff}]/gu)?.length ?? 0;
  return high === 0 ? 0 : (text.match(characters)?.length ?? 0) / high;
}

const kana = /[\u3041-\u3096\u30a1-\u30fa\u30fc]/gu;
const wide = /[\u3000-\u303f\uff01-\uff5e]/gu;
const ideographs = /\p{Script=Han}/gu;

/** A Japanese text has kana between its ideographs; half-width kana are what others look like in Shift_JIS. */
function japaneseScore(text: string | undefined): number {
  if (text === undefined) return 0;
  const kanaShare = share(text, kana);
  const all = kanaShare + share(text, wide) + share(text, ideographs);
  return kanaShare < 0.15 ? all * 0.8 : all * 2;
}

/** The common ideographs stand in the first rows of GB 2312 and Big5. */
function chineseScore(
  sample: Uint8Array,
  text: string | undefined,
  first: number,
  last: number,
  trail: number,
): number {
  if (text === undefined) return 0;
  let pairs = 0;
  let common = 0;
  let upper = 0;
  let low = 0;
  for (let at = 0; at < sample.length - 1; at += 1) {
    const lead = sample[at] ?? 0;
    if (lead < 0x81) continue;
    const next = sample[at + 1] ?? 0;
    pairs += 1;
    if (lead >= first && lead <= last && next >= trail) common += 1;
    else if (lead >= 0xa1 && lead <= 0xa3) common += 0.9; // punctuation
    if (lead > 0xc8) upper += 1;
    if (next < 0xa1) low += 1;
    at += 1;
  }
  if (pairs === 0) return 0;
  const isKorean = upper === 0 && low === 0 && pairs >= 3; // the rows of Hangul, and none of the others
  const spaced = text.match(/\p{Script=Han} (?=\p{Script=Han})/gu)?.length ?? 0; // Chinese has no blanks between words
  return (2 * common - 2 * spaced) / pairs - (isKorean ? 1 : 0) - share(text, kana);
}

function koreanScore(text: string | undefined): number {
  return text === undefined ? 0 : 2 * (share(text, /[\uac00-\ud7a3]/gu) + share(text, wide)) - share(text, ideographs);
}
