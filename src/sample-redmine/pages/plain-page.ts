import type { Ask } from "../web/ask.ts";
import { redirect } from "../web/page.ts";
import { Refused } from "../web/reply.ts";

/** Markup that stands in Redmine's own page of the same path: the sample has these pages for programs, not for people. */
export function plainPage(markup: string): Response {
  return new Response(`<!DOCTYPE html>\n<html><body>\n${markup}\n</body></html>\n`, {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

export function loginFirst({ sample, caller }: Ask): void {
  if (sample.switches.loginRequired && !caller.user) throw new Refused(redirect(`${sample.baseUrl}/login`));
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** GET /news.html: of the page only the toolbar of its text editor, by which clients tell the text format. */
export function newsPage(ask: Ask): Response {
  loginFirst(ask);
  return plainPage(
    '<script src="/assets/jstoolbar/jstoolbar-0.js"></script>\n<script src="/assets/jstoolbar/common_mark-0.js"></script>',
  );
}
