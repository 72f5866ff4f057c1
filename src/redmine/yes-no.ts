/** Redmine's own words for yes and no in all its languages: labels of yes/no fields, in forms and exports. */
const yesLabels = wordSet(
  "yes ja si sí sì sim oui da да evet tak ano áno igen kyllä jah taip jā bai bəli có po ya ναι так тийм כן نعم آری ஆம் ใช่ はい 是 예",
);
const noLabels = wordSet(
  "no nein nee nei nej não non ne не нет nu nē nie nem ei ez hayır xeyr không tidak όχι ні үгүй לא خیر لا இல்லை ไม่ いいえ 否 아니오",
);
const ambiguousLabels = wordSet("jo"); // no in Albanian, yes in Danish
const yesWords = wordSet("1 y true on j بله 네");
const noWords = wordSet("0 n false off 不 아니요");

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

function normalized(input: unknown): string {
  return String(input).normalize("NFKC").trim().toLowerCase();
}

/** Yes and no in the words of many languages; undefined for other texts. */
export function parseYesNo(input: unknown): boolean | undefined {
  if (typeof input === "boolean") return input;
  const text = normalized(input);
  if (yesLabels.has(text) || yesWords.has(text)) return true;
  return noLabels.has(text) || noWords.has(text) ? false : undefined;
}

/**
 * "Yes" or "No" where Redmine shows such a word for a stored "1" or "0". What is stored decides: some translations have the
 * two words the other way round.
 */
export function yesNoLabel(stored: string, shown: string): string | undefined {
  if (stored !== "0" && stored !== "1") return undefined;
  const word = normalized(shown);
  if (![yesLabels, noLabels, ambiguousLabels].some((labels) => labels.has(word))) return undefined;
  return stored === "1" ? "Yes" : "No";
}
