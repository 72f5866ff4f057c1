import type { Context } from "hono";
import { type Page, problems } from "../../auth/pages.ts";
import { currentRequest } from "../../current-request.ts";
import { connectionsPage } from "./connections.ts";
import { consentPage } from "./consent.ts";
import { languageOf, localeOf } from "./language.ts";
import { contentSecurityPolicy, type Site, type View } from "./layout.ts";
import { problemPage } from "./problem.ts";

/** What this server shows of itself and its Redmine; the title may become known later. */
export interface SiteFacts extends Omit<Site, "redmineTitle"> {
  redmineTitle: () => string;
}

/** A page for people, that no other page can frame and no cache keeps. */
export function renderPage(context: Context, page: Page, facts: SiteFacts): Response | Promise<Response> {
  context.header("Content-Security-Policy", contentSecurityPolicy);
  context.header("X-Frame-Options", "DENY");
  context.header("X-Content-Type-Options", "nosniff");
  // no Cross-Origin-Opener-Policy: clients open the sign-in in a window of their own and wait for it to come back
  context.header("Referrer-Policy", "same-origin"); // with no-referrer a form is sent with Origin: null
  context.header("Cache-Control", "no-store");
  const view = viewFor(context, facts);
  if (page.page === "consent") return context.html(consentPage(page, view));
  if (page.page === "connections") return context.html(connectionsPage(page, view));
  // without the switch, whose links repeat the address: nothing that a stranger wrote is on a page of a problem
  const plain = { ...view, locale: localeOf(view.locale.tag) };
  return context.html(problemPage(page, currentRequest()?.id, plain), problems[page.problem]);
}

/** What every page needs: its language, as the request asks for it, and the site. */
export function viewFor(context: Context, { baseUrl, redmineUrl, redmineTitle }: SiteFacts): View {
  const tag = languageOf(context, baseUrl);
  return { locale: localeOf(tag, switchOf(context)), site: { baseUrl, redmineUrl, redmineTitle: redmineTitle() } };
}

/** The same page in another language. What a form sent, or Redmine's single-use answer, cannot be asked for again. */
function switchOf({ req }: Context): ((tag: string) => string) | undefined {
  if (req.method !== "GET" || req.path.endsWith("/oauth/callback")) return undefined;
  const query = new URL(req.url).searchParams;
  return (tag) => {
    query.set("lang", tag);
    return `?${query}`;
  };
}
