import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { style } from "./style.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

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
    ...(extras ? [`script-src ${hashOf(extras.script)}`] : []),
    "img-src data:", // the empty icon, or browsers ask for /favicon.ico
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** One page in the house's dress: a card, no foreign request, and no script but in extras. */
export function layout(title: string, body: Html, extras?: Extras): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
${extras ? html`<style>${raw(extras.style)}</style>` : ""}</head>
<body><main>${body}</main>${extras ? html`<script>${raw(extras.script)}</script>` : ""}</body>
</html>`;
}

/** Takes the person's Redmine API key. `redminePage`: where Redmine shows it to them; `use`: what happens to it here. */
export function keyField(redminePage: string | undefined, use: string): Html {
  const page = redminePage
    ? html`<a href="${redminePage}" target="_blank" rel="noopener noreferrer">My account in Redmine</a> (opens a new tab)`
    : "My account in Redmine";

  return html`<p><label class="label" for="api_key">Your Redmine API key</label>
<input type="password" id="api_key" name="api_key" required autocomplete="off" spellcheck="false" aria-describedby="api_key_hint">
<span class="soft" id="api_key_hint">You find it on ${page}: on the right, under “API access key”, press “Show”. ${use}</span></p>`;
}
