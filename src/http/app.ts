import { Hono } from "hono";
import { mcpUrl } from "../auth/metadata.ts";
import { currentRequest, inNewRequest } from "../current-request.ts";
import type { Log } from "../log.ts";
import { StoreUnavailable } from "../store/store.ts";
import { type AdminOptions, adminRoutes } from "./admin.ts";
import { isOpenedInBrowser } from "./browser.ts";
import { connectionsRoutes } from "./connections.ts";
import { type HomeOptions, home } from "./home.ts";
import { iconRoutes } from "./icons.ts";
import { type McpRouteOptions, mcpRoute } from "./mcp.ts";
import { type OAuthRouteOptions, oauthRoutes } from "./oauth.ts";
import { guardHost, refusal } from "./origins.ts";
import { renderPage, type SiteFacts } from "./pages/render.ts";
import { type HealthOptions, healthRoutes } from "./probes.ts";
import { refuseRest } from "./read-body.ts";
import { wellKnownRoutes } from "./well-known.ts";

export type AppOptions = McpRouteOptions & {
  oauth: Omit<OAuthRouteOptions, "site">;
  site: SiteFacts;
  administration: Omit<AdminOptions, "admin">;
  /** OpenAI's proof that this host belongs to the operator. */
  openaiAppsChallenge?: string | undefined;
  health: Omit<HealthOptions, "stopping">;
  home: Omit<HomeOptions, "site" | "ready">;
  log: Log;
};

/** Everything this server answers over HTTP, below the path of MCP_BASE_URL and, for proxies that strip it, at the root. */
export function createApp(options: AppOptions): Hono {
  const { auth, oauth, health, log, ending, site } = options;
  const { baseUrl } = auth.issuer;
  const base = new URL(baseUrl).pathname.replace(/\/$/, "");
  const app = new Hono({ strict: false }); // `/mcp/` is `/mcp`: people add a slash, and programs do
  app.use((context, next) => inNewRequest(context.req.header("traceparent"), next));
  app.use(async (context, next) => {
    await next();
    refuseRest(context);
    // so that a proxy sends its next request to another replica, and not to a connection that is about to close
    if (ending.closing.aborted) context.header("Connection", "close");
  });
  app.route("/", wellKnownRoutes(auth.issuer, options.openaiAppsChallenge));

  const page = home({ ...options.home, site, ready: health.ready });
  for (const path of new Set([base || "/", "/"])) app.get(path, guardHost(baseUrl), page);

  for (const root of new Set([base, ""])) {
    app.route(`${root}/mcp`, mcpRoute(options));
    app.route(`${root}/oauth`, oauthRoutes({ ...oauth, site }));
    app.route(`${root}/connections`, connectionsRoutes(auth, site));
    if (auth.admin) app.route(`${root}/admin`, adminRoutes({ ...options.administration, admin: auth.admin }, site));
    app.route(root || "/", iconRoutes());
    app.route(root || "/", healthRoutes({ ...health, stopping: ending.stopping }));
  }

  app.notFound((context) => {
    if (isOpenedInBrowser(context)) return renderPage(context, { page: "problem", problem: "no_page" }, site);
    const error_description = `There is nothing here. The MCP endpoint (Streamable HTTP) is ${mcpUrl(baseUrl)}`;
    return context.json({ error: "not_found", error_description }, 404);
  });
  app.onError((error, context) => {
    if (context.req.raw.signal.aborted) {
      log.debug({ event: "request_aborted", path: routeOf(context.req.path) });
      return new Response(null, { status: 499 }); // what nginx logs for a client that has left; nobody reads it
    }
    const down = error instanceof StoreUnavailable;
    log.error({ event: down ? "store_unavailable" : "unexpected_error", path: routeOf(context.req.path), error });
    const retry = { "Retry-After": "5" };
    if (/\/(oauth\/(authorize|callback|consent)|connections(\/[a-z-]+)?)$/.test(context.req.path)) {
      return renderPage(context, { page: "problem", problem: down ? "store_down" : "fault" }, site);
    }
    if (/\/mcp$/.test(context.req.path))
      return context.json(refusal(`Try again in a moment${reference()}`), down ? 503 : 500, retry);
    return context.json({ error: down ? "temporarily_unavailable" : "server_error" }, down ? 503 : 500, retry);
  });

  return app;
}

/** Leads the administrator to the lines in the log. */
function reference(): string {
  const request = currentRequest();
  return request ? ` (request ${request.id})` : "";
}

/** Only paths of ours are logged: another one is a stranger's text. */
function routeOf(path: string): string {
  return /\/(mcp|oauth\/[a-z]+|connections(\/(sign-in|end|sign-out))?|health|ready)$/.exec(path)?.[0] ?? "other";
}
