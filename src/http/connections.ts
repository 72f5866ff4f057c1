import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { Auth } from "../auth/auth.ts";
import { answer, isOwnPage } from "./browser.ts";
import { guardHost } from "./origins.ts";
import type { SiteFacts } from "./pages/render.ts";
import { formOf, strangerBody } from "./stranger-body.ts";

/** The page on which people see and end their connections, and what its forms do. */
export function connectionsRoutes({ connections }: Auth, site: SiteFacts): Hono {
  const { baseUrl } = site;
  const routes = new Hono();
  routes.use(guardHost(baseUrl));
  routes.use(strangerBody);
  routes.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
  });

  routes.get("/", async (context) =>
    answer(context, site, await connections.show(getCookie(context), context.req.query("notice") ?? null)),
  );

  const post = (path: string, step: (typeof connections)["end"]) =>
    routes.post(path, async (context: Context) => {
      const form = formOf(context);
      if (!form) return context.text("Send a form", 415);
      return answer(context, site, await step(form, getCookie(context), isOwnPage(context, baseUrl)));
    });
  post("/sign-in", connections.signIn);
  post("/end", connections.end);
  post("/sign-out", connections.signOut);

  return routes;
}
