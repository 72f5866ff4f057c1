import { Hono } from "hono";
import { mcpUrl } from "../auth/metadata.ts";
import { currentRequest, inNewRequest } from "../current-request.ts";
import type { Log } from "../log.ts";
import { StoreUnavailable } from "../store/store.ts";
import { isOpenedInBrowser } from "./browser.ts";
import { connectionsRoutes } from "./connections.ts";
import { type HomeOptions, home } from "./home.ts";
import { type McpRouteOptions, mcpRoute } from "./mcp.ts";
import { type OAuthRouteOptions, oauthRoutes } from "./oauth.ts";
import { guardHost, refusal } from "./origins.ts";
import { renderPage } from "./pages/render.ts";
import { type HealthOptions, healthRoutes } from "./probes.ts";
import { refuseRest } from "./read-body.ts";
import { wellKnownRoutes } from "./well-known.ts";

export type AppOptions = McpRouteOptions & {
  oauth: OAuthRouteOptions;
  health: Omit<HealthOptions, "stopping">;
  home: Omit<HomeOptions, "baseUrl" | "ready">;
  log: Log;
};

/** Everything this server answers over HTTP, below the path of MCP_BASE_URL and, for proxies that strip it, at the root. */
export function createApp(options: AppOptions): Hono {
  const { auth, oauth, health, log, ending } = options;
  const { baseUrl } = auth.places;
  const base = new URL(baseUrl).pathname.replace(/\/$/, "");
  const app = new Hono({ strict: false }); // `/mcp/` is `/mcp`: people add a slash, and programs do
  app.use((context, next) => inNewRequest(context.req.header("traceparent"), next));
  app.use(async (context, next) => {
    await next();
    refuseRest(context);
    // so that a proxy sends its next request to another replica, and not to a connection that is about to close
    if (ending.closing.aborted) context.header("Connection", "close");
  });
  app.route("/", wellKnownRoutes(auth.places));

  const page = home({ ...options.home, baseUrl: baseUrl, ready: health.ready });
  for (const path of new Set([base || "/", "/"])) app.get(path, guardHost(baseUrl), page);

  for (const root of new Set([base, ""])) {
    app.route(`${root}/mcp`, mcpRoute(options));
    app.route(`${root}/oauth`, oauthRoutes(oauth));
    app.route(`${root}/connections`, connectionsRoutes(auth));
    app.route(root || "/", healthRoutes({ ...health, stopping: ending.stopping }));
  }

  app.notFound((context) => {
    if (isOpenedInBrowser(context)) return renderPage(context, { page: "problem", problem: "no_page" }, baseUrl);
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
      return renderPage(context, { page: "problem", problem: down ? "store_down" : "fault" }, baseUrl);
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
