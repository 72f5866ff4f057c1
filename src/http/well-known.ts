import { Hono } from "hono";
import { cors } from "hono/cors";
import { authorizationServerMetadata, type IssuerConfig, protectedResourceMetadata } from "../auth/metadata.ts";

/**
 * The metadata documents, at the paths that clients build from the issuer and the MCP URL: between host and path
 * (RFC 8414 §3.1, RFC 9728 §3.1), and appended to the base path for clients that do it the other way round.
 */
export function wellKnownRoutes(places: IssuerConfig, openaiAppsChallenge?: string): Hono {
  const base = new URL(places.baseUrl).pathname.replace(/\/$/, "");
  const routes = new Hono();
  // path by path: at the root of the app a middleware for all of ours would be one for everybody's
  const anyPage = cors({ origin: "*", allowMethods: ["GET"], allowHeaders: ["MCP-Protocol-Version"], maxAge: 600 });

  const resource = ["/.well-known/oauth-protected-resource", `${base}/.well-known/oauth-protected-resource`];
  for (const path of new Set(resource.flatMap((root) => [root, `${root}${base}/mcp`, `${root}/mcp`]))) {
    routes.use(path, anyPage);
    routes.get(path, (context) => context.json(protectedResourceMetadata(places)));
  }
  const server = ["/.well-known/oauth-authorization-server", `${base}/.well-known/oauth-authorization-server`];
  for (const path of new Set(server.flatMap((root) => [root, `${root}${base}`]))) {
    routes.use(path, anyPage);
    routes.get(path, (context) => context.json(authorizationServerMetadata(places)));
  }
  if (openaiAppsChallenge !== undefined) {
    routes.get("/.well-known/openai-apps-challenge", (context) => context.text(openaiAppsChallenge));
  }
  return routes;
}
