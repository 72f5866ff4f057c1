import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import type { Cookie, Reply } from "../auth/pages.ts";
import { renderPage, type SiteFacts } from "./pages/render.ts";

/** What a step of a sign-in gives the browser: cookies, and a page or the way on. */
export function answer(context: Context, site: SiteFacts, reply: Reply): Response | Promise<Response> {
  for (const cookie of reply.cookies ?? []) keepCookie(context, site.baseUrl, cookie);
  if ("redirect" in reply) {
    context.header("Referrer-Policy", "no-referrer");
    return context.redirect(reply.redirect, 303);
  }
  return renderPage(context, reply.page, site);
}

function keepCookie(context: Context, baseUrl: string, { name, value, maxAgeSeconds }: Cookie): void {
  const secure = baseUrl.startsWith("https:");
  setCookie(context, name, value, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: maxAgeSeconds });
}

/** A form that another site sends has that site's Origin; a browser without Origin says so in Sec-Fetch-Site. */
export function isOwnPage(context: Context, baseUrl: string): boolean {
  const origin = context.req.header("origin");
  if (origin !== undefined) return origin === new URL(baseUrl).origin;
  return context.req.header("sec-fetch-site") === "same-origin";
}

/** A person who opens a URL asks for a page; an MCP client of either transport asks for a stream or for JSON. */
export function isOpenedInBrowser(context: Context): boolean {
  const accept = context.req.header("accept") ?? "";
  const reads = context.req.method === "GET" || context.req.method === "HEAD";
  return reads && /\btext\/html\b/i.test(accept) && !/\b(text\/event-stream|application\/json)\b/i.test(accept);
}
