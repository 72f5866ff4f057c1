/** The languages of the pages by tag (BCP 47), each with its own name. */
export const languageNames = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  "pt-BR": "Português (Brasil)",
  it: "Italiano",
  pl: "Polski",
  ru: "Русский",
  ja: "日本語",
  "zh-Hans": "简体中文",
} as const;

export type LanguageTag = keyof typeof languageNames;

/** One sentence in every language. {x} is filled in, **x** is strong. */
type Text = Record<LanguageTag, string>;

export type Texts = { [name: string]: Text | Texts };

/** The same names with the sentences of one language. */
type InOneLanguage<T> = { [N in keyof T]: T[N] extends Text ? string : InOneLanguage<T[N]> };

/** The same names with the sentences of one language. */
export function inLanguage<T extends Texts>(texts: T, tag: LanguageTag): InOneLanguage<T> {
  const entries = Object.entries(texts).map(([name, value]) => [
    name,
    isText(value) ? value[tag] : inLanguage(value, tag),
  ]);
  return Object.fromEntries(entries) as InOneLanguage<T>; // the same names
}

const isText = (value: Text | Texts): value is Text => typeof value.en === "string";
