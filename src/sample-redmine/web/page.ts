import { html, raw } from "hono/html";

type Html = ReturnType<typeof html>;

const style = raw(`
:root { color-scheme: light dark; --ink: #24292f; --ground: #f4f5f7; --card: #fff; --line: #d0d7de; --act: #1f5f8b; --actink: #fff; --bad: #a40e26 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --ground: #14181d; --card: #1e242b; --line: #3d444d; --act: #79b8e8; --actink: #0b1a26; --bad: #ff9aa2 } }
* { box-sizing: border-box }
body { margin: 0; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
main { max-width: 26rem; margin: 8vh auto; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
main:has(article) { max-width: 44rem }
h1 { overflow-wrap: anywhere; font-size: 1.25rem; margin: 0 0 1rem }
h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; border-top: 1px solid var(--line); padding-top: .75rem }
article { white-space: pre-wrap; overflow-wrap: anywhere }
label { display: block; margin: .75rem 0 .25rem }
input[type=text], input[type=password] { width: 100%; padding: .5rem; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 4px }
form { display: inline }
input[type=submit] { margin: 1rem .5rem 0 0; padding: .5rem 1rem; font: inherit; border: 1px solid var(--act); border-radius: 4px; background: var(--act); color: var(--actink); cursor: pointer }
input.quiet { background: none; color: inherit; border-color: var(--line) }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
.flash, #errorExplanation { color: var(--bad); font-weight: 600 }
small { opacity: .8 }
.whole { white-space: nowrap }
`);

/** A page of the sample for people: no script, nothing from elsewhere. */
export async function page(title: string, body: Html, status = 200, headers: Record<string, string> = {}) {
  const whole = await html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style>
</head>
<body><main id="main">${body}</main></body>
</html>`;
  return new Response(String(whole), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-frame-options": "SAMEORIGIN",
      ...headers,
    },
  });
}

export const errorPage = (title: string, status: number, message: string) =>
  page(title, html`<h1>${status}</h1><p id="errorExplanation">${message}</p>`, status);

export const redirect = (location: string, headers: Record<string, string> = {}) =>
  new Response(null, { status: 302, headers: { location, "cache-control": "no-cache", ...headers } });
