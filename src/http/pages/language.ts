import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import type { Html } from "./layout.ts";
import { type Messages, messagesIn } from "./messages.ts";
import { type LanguageTag, languageNames } from "./texts/texts.ts";

const tags = Object.keys(languageNames) as LanguageTag[];

/** The languages by tag (BCP 47), with each language's own name and sentences. */
export const languages: Readonly<Record<string, { name: string; messages: Messages }>> = Object.fromEntries(
  tags.map((tag) => [tag, { name: languageNames[tag], messages: messagesIn(tag) }]),
);

const english = messagesIn("en");

/** The language of one page, and where its switch leads; undefined: the page cannot be asked for again. */
export interface Locale {
  tag: string;
  messages: Messages;
  hrefOf?: ((tag: string) => string) | undefined;
}

/** The language with this tag; English where there is none. */
export function localeOf(tag: string, hrefOf?: Locale["hrefOf"]): Locale {
  return { tag, messages: languages[tag]?.messages ?? english, hrefOf };
}

const cookieName = "redmine_fastmcp_lang";
const cookieSeconds = 180 * 24 * 60 * 60;
const longestHeader = 500; // real ones have fewer than 200 characters

/** `?lang=xx`, which is kept in a cookie for the pages that follow; else that cookie; else Accept-Language. */
export function languageOf(context: Context, baseUrl: string): string {
  const requested = supported(context.req.query("lang") ?? "");
  if (requested !== undefined) {
    const secure = baseUrl.startsWith("https:");
    setCookie(context, cookieName, requested, {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure,
      maxAge: cookieSeconds,
    });
    return requested;
  }
  return (
    supported(getCookie(context, cookieName) ?? "") ?? preferred(context.req.header("accept-language") ?? "") ?? "en"
  );
}

/** The best language of ours that an Accept-Language header names (RFC 9110 §12.5.4). */
export function preferred(header: string): string | undefined {
  const ranges = header
    .slice(0, longestHeader)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(/\s*;\s*/);
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, quality: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality); // stable: of equal ones the first
  for (const { tag } of ranges) {
    const match = supported(tag);
    if (match !== undefined) return match;
  }
  return undefined;
}

/** zh, zh-CN and zh-Hans-CN are simplified Chinese, zh-TW and zh-Hant are not; every Portuguese is served that of Brazil. */
function supported(tag: string): string | undefined {
  const [primary = "", ...subtags] = tag.toLowerCase().split(/[-_]/);
  if (primary === "zh") {
    return subtags.some((subtag) => ["hant", "tw", "hk", "mo"].includes(subtag)) ? undefined : "zh-Hans";
  }
  if (primary === "pt") return "pt-BR";
  return Object.hasOwn(languages, primary) ? primary : undefined;
}

/** A sentence of the table: {name} becomes the value, **text** is strong. Texts are escaped, values of Html are not. */
export function say(template: string, values: Readonly<Record<string, Html | string | number>> = {}): Html {
  const parts = template.split(/(\{\w+\}|\*\*[^*]+\*\*)/);
  return html`${parts.map((part) => {
    if (part.startsWith("**")) return html`<strong>${say(part.slice(2, -2), values)}</strong>`;
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? part : (values[name] ?? part);
  })}`;
}

/** The same as plain text, for titles and attributes. */
export function plain(template: string, values: Readonly<Record<string, string | number>> = {}): string {
  return template.replaceAll("**", "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** In the quotation marks of the language. */
export function quoted(text: string, { quotes }: Messages): string {
  const half = quotes.length / 2;
  return `${quotes.slice(0, half)}${text}${quotes.slice(half)}`;
}
