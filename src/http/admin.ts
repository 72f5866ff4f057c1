import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { Admin } from "../auth/connections/admin.ts";
import { isOwnPage } from "./browser.ts";
import { guardHost } from "./origins.ts";
import { type AdminFacts, adminExtras, adminPage, type CheckResult } from "./pages/admin.ts";
import { plain } from "./pages/language.ts";
import { policyFor } from "./pages/layout.ts";
import { type SiteFacts, viewFor } from "./pages/render.ts";
import { formOf, strangerBody } from "./stranger-body.ts";

export interface AdminOptions {
  admin: Admin;
  facts: AdminFacts;
  /** What doctor finds; undefined where it cannot be run here. */
  examine?: (() => Promise<readonly CheckResult[]>) | undefined;
}

/** The page for administrators of Redmine. What doctor says, settings and names of tools are in English. */
export function adminRoutes({ admin, facts, examine }: AdminOptions, site: SiteFacts): Hono {
  const { baseUrl } = site;
  const routes = new Hono();
  routes.use(guardHost(baseUrl));
  routes.use(strangerBody);
  routes.use(async (context, next) => {
    await next();
    context.header("Content-Security-Policy", policyFor(adminExtras));
    context.header("X-Frame-Options", "DENY");
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "same-origin");
    context.header("Cache-Control", "no-store");
  });
  let checking: Promise<readonly CheckResult[]> | undefined; // one at a time, whoever asks

  const respond = async (context: Context, revoked?: string) => {
    const view = viewFor(context, site);
    const words = view.locale.messages.admin;
    const notice = revoked === undefined ? undefined : plain(words.revoked, { count: revoked });
    const shown = await admin.show(getCookie(context));
    if (shown === "busy") return context.text(words.reading, 503);
    const wantsChecks = shown.access === "admin" && context.req.query("checks") === "1" && examine !== undefined;
    if (wantsChecks) {
      checking ??= examine().finally(() => {
        checking = undefined;
      });
    }
    const checks = wantsChecks ? await checking : undefined;
    const status = shown.access === "not_admin" ? 403 : 200;
    return context.html(adminPage({ shown, facts, checks, canCheck: examine !== undefined, notice }, view), status);
  };

  routes.get("/", (context) => {
    return respond(context, /^\d{1,6}$/.exec(context.req.query("revoked") ?? "")?.[0]);
  });
  routes.post("/end", async (context) => {
    const form = formOf(context);
    if (!form) return context.text("Send a form", 415);
    const count = await admin.end(form, getCookie(context), isOwnPage(context, baseUrl));
    return context.redirect(`${baseUrl}/admin${count === undefined ? "" : `?revoked=${count}`}`, 303);
  });
  return routes;
}
