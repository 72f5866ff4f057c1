// Characters a reader cannot see: controls but tab and newline; every format character (zero-width, bidi, tags);
// fillers that print nothing; variation selectors that can carry hidden bytes (U+FE0F stays, emoji need it)
const invisible =
  /[^\P{Cc}\t\n]|\p{Cf}|\u034f|[\u115f\u1160\u3164\uffa0]|\u17b4|\u17b5|[\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]/gu;

/** Other people's text as a model may see it: what cannot be seen is gone, lines end with \n. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(invisible, "");
}

/** The same on one line, for names, subjects and values inside a sentence; cut to `max` characters. */
export function line(text: string, max = 255): string {
  const flat = clean(text).replace(/\s+/g, " ").trim();
  return flat.length > max ? `${flat.slice(0, max - 1).toWellFormed()}…` : flat;
}
