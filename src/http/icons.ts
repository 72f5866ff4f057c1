import { Hono } from "hono";
import { iconSvg } from "../icon.ts";
import { faviconIco } from "./pages/favicon-ico.ts";

/** The icon, at the paths where browsers and clients look for it. */
export function iconRoutes(): Hono {
  const routes = new Hono();
  const headers = { "Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff" };
  routes.get("/favicon.svg", (context) => context.body(iconSvg, 200, { ...headers, "Content-Type": "image/svg+xml" }));
  routes.get("/favicon.ico", (context) =>
    context.body(Buffer.from(faviconIco, "base64"), 200, { ...headers, "Content-Type": "image/x-icon" }),
  );
  return routes;
}
