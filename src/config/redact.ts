const longest = 80;

/** What was given, made fit for one line on a terminal: no control characters, no credentials that a URL carries. */
export function shown(text: string): string {
  const plain = text
    .replace(/\/\/.*@/s, "//…@")
    .replace(/([?#]).*$/s, "$1…") // keys and tokens travel in queries and fragments
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "");
  const letters = [...plain];

  return `“${letters.length > longest ? `${letters.slice(0, longest).join("")}…` : plain}”`;
}
