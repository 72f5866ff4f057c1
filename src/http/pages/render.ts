import type { Context } from "hono";
import type { Page } from "../../auth/pages.ts";
import { currentRequest } from "../../current-request.ts";
import { connectionsPage } from "./connections.ts";
import { consentPage } from "./consent.ts";
import { contentSecurityPolicy } from "./layout.ts";
import { problemPage, problemWords } from "./problem.ts";

/** A page for people, that no other page can frame and no cache keeps. */
export function renderPage(context: Context, page: Page, baseUrl: string): Response | Promise<Response> {
  context.header("Content-Security-Policy", contentSecurityPolicy);
  context.header("X-Frame-Options", "DENY");
  context.header("X-Content-Type-Options", "nosniff");
  // no Cross-Origin-Opener-Policy: clients open the sign-in in a window of their own and wait for it to come back
  context.header("Referrer-Policy", "same-origin"); // with no-referrer a form is sent with Origin: null
  context.header("Cache-Control", "no-store");
  if (page.page === "consent") return context.html(consentPage(page, `${baseUrl}/oauth/consent`));
  if (page.page === "connections") return context.html(connectionsPage(page, baseUrl));
  return context.html(problemPage(page, currentRequest()?.id), problemWords[page.problem].status);
}
