import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const style = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #5b6470; --page: #f4f5f7; --card: #fff; --line: #d9dde3;
  --strong: #a11d1d; --strong-hover: #861616; --warn: #fff4d6; --warn-text: #5c4100; --focus: #1a66d6; }
@media (prefers-color-scheme: dark) { :root { --text: #eceef1; --soft: #a3acb8; --page: #15181c; --card: #1f2429;
  --line: #3a424c; --strong: #c43c3c; --strong-hover: #d65555; --warn: #3b2f10; --warn-text: #ffe1a0; --focus: #7ab0ff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 5vh 1rem 3rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 31rem; margin: 0 auto; padding: 1.75rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; }
h1 { margin: 0 0 .75rem; font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere; }
p, ul, dl { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .875rem; }
.warn { padding: .7rem .9rem; border-radius: 8px; background: var(--warn); color: var(--warn-text); }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .35rem; font-weight: 600; }
label { display: block; padding: .2rem 0; }
input[type="password"] { width: 100%; padding: .55rem .65rem; font: inherit; color: inherit; background: var(--page);
  border: 1px solid var(--soft); border-radius: 8px; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
button, .button { padding: .6rem 1.1rem; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--soft); background: transparent; color: inherit; text-decoration: none; }
.primary { border-color: var(--strong); background: var(--strong); color: #fff; }
.primary:hover { background: var(--strong-hover); }
a { color: inherit; }
code { overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
`;

/** Allows this one style and nothing else; no form-action: browsers apply it to redirects too, and Redmine's comes next. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
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
