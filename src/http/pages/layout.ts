import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { style } from "./style.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Allows this one style and nothing else; no form-action: browsers apply it to redirects too, and Redmine's comes next. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "img-src data:", // the empty icon, or browsers ask for /favicon.ico
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** One page in the house's dress: a card, no script, no foreign request. */
export function layout(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body><main>${body}</main></body>
</html>`;
}
