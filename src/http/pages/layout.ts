import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { iconSvg } from "../../icon.ts";
import { type Locale, languages, say } from "./language.ts";
import { style } from "./style.ts";

/** Beside it stands the host name, which says what it is. */
const logo = iconSvg.replace("<svg ", '<svg class="logo" aria-hidden="true" focusable="false" ');

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** This server and its Redmine, as pages name them. */
export interface Site {
  baseUrl: string;
  /** Redmine as a browser opens it. */
  redmineUrl: string;
  /** The title that Redmine has; "" while it is unknown. */
  redmineTitle: string;
}

/** What every page needs to know. */
export interface View {
  locale: Locale;
  site: Site;
}

/** What one page has beyond the others. */
export interface Extras {
  style: string;
  /** At the end of the body. The page must be whole without it. */
  script: string;
}

/** Allows this one style and nothing else; no form-action: browsers apply it to redirects too, and Redmine's comes next. */
export const contentSecurityPolicy = policyFor();

/** The same for a page with extras: exactly these. */
export function policyFor(extras?: Extras): string {
  return [
    "default-src 'none'",
    `style-src ${[style, ...(extras ? [extras.style] : [])].map(hashOf).join(" ")}`,
    ...(extras?.script ? [`script-src ${hashOf(extras.script)}`] : []),
    "img-src 'self'", // the icon
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The HTML shell of every page: inline style, no external requests, no script except in extras. */
export function layout(title: string, body: Html, { locale, site }: View, extras?: Extras): Html {
  const { host, pathname } = new URL(site.baseUrl);
  const server = `${host}${pathname.replace(/\/$/, "")}`;
  return html`<!doctype html>
<html lang="${locale.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${site.baseUrl}/favicon.svg" type="image/svg+xml">
<style>${raw(style)}</style>
${extras ? html`<style>${raw(extras.style)}</style>` : ""}</head>
<body><header>${raw(logo)}<span>MCP · ${server}</span></header>
<main>${body}</main>
${languageSwitch(locale)}${extras?.script ? html`<script>${raw(extras.script)}</script>` : ""}</body>
</html>`;
}

function languageSwitch({ tag: current, messages, hrefOf }: Locale): Html | string {
  if (hrefOf === undefined) return "";
  return html`<footer><nav aria-label="${messages.language}"><ul>${Object.entries(languages).map(([tag, { name }]) =>
    tag === current
      ? html`<li><span lang="${tag}" aria-current="true">${name}</span></li>`
      : html`<li><a lang="${tag}" hreflang="${tag}" href="${hrefOf(tag)}">${name}</a></li>`,
  )}</ul></nav></footer>`;
}

const shortName = 14; // characters

/** A name that others chose. A short one does not break across lines unless it is longer than one. */
export function nameOf(text: string): Html {
  const shown = text.length <= shortName ? text.replaceAll(" ", "\u00a0") : text;
  return html`<span class="name" dir="auto">${shown}</span>`;
}

/** Takes the person's Redmine API key. `redminePage`: where Redmine shows it to them; `use`: what happens to it here. */
export function keyField(redminePage: string | undefined, use: string, { messages }: Locale): Html {
  const page = redminePage
    ? html`<a href="${redminePage}" target="_blank" rel="noopener noreferrer">${messages.keyPage}</a> ${messages.newTab}`
    : messages.keyPage;
  const hint = say(messages.keyHint, {
    page: html`${page}`,
    section: html`<strong>${messages.keySection}</strong>`,
    button: html`<strong>${messages.keyButton}</strong>`,
  });

  return html`<p><label class="label" for="api_key">${messages.keyLabel}</label>
<input type="password" id="api_key" name="api_key" required autocomplete="off" spellcheck="false" aria-describedby="api_key_hint">
<span class="soft" id="api_key_hint">${hint} ${use}</span></p>`;
}
