import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { cors } from "hono/cors";
import type { Auth } from "../auth/auth.ts";
import type { TokenReply } from "../auth/server/token-reply.ts";
import { answer, isOwnPage } from "./browser.ts";
import { guardHost } from "./origins.ts";
import type { SiteFacts } from "./pages/render.ts";
import { formOf, jsonOf, strangerBody } from "./stranger-body.ts";

/** For the log and metrics. */
export interface OAuthEvent {
  event: "token" | "register" | "revoke";
  outcome: string;
  grantType?: "authorization_code" | "refresh_token";
  /** Its id, once it is known to be the one it says. */
  client?: string;
}

export interface OAuthRouteOptions {
  auth: Auth;
  report: (event: OAuthEvent) => void;
  site: SiteFacts;
}

/** The authorization server's endpoints (RFC 6749, 7009, 7591). */
export function oauthRoutes({ auth, report, site }: OAuthRouteOptions): Hono {
  const { baseUrl } = auth.issuer;
  const routes = new Hono();

  routes.use(guardHost(baseUrl));
  // Hono answers HEAD by running GET: a link checker must not end somebody's sign-in
  routes.use(async (context, next) => (context.req.method === "HEAD" ? context.body(null, 405) : next()));
  routes.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
    context.header("Pragma", "no-cache"); // RFC 6749 §5.1
    context.header("X-Content-Type-Options", "nosniff");
  });
  // browser clients; no cookie counts at these three
  const anyPage = cors({
    origin: "*",
    allowMethods: ["POST"],
    allowHeaders: ["Authorization", "Content-Type", "MCP-Protocol-Version"],
    maxAge: 600,
  });
  for (const path of ["/register", "/token", "/revoke"]) routes.use(path, anyPage);
  routes.use(strangerBody);

  // RFC 6749 §3.1 leaves POST to us: a form on another site comes without our Lax cookies, and so past consent memory
  routes.get("/authorize", async (context) =>
    answer(context, site, await auth.authorize(query(context), getCookie(context))),
  );
  routes.get("/callback", async (context) =>
    answer(context, site, await auth.callback(query(context), getCookie(context))),
  );
  routes.post("/consent", async (context) => {
    const form = formOf(context);
    if (!form) return context.text("Send a form", 415);
    return answer(context, site, await auth.consent(form, getCookie(context), isOwnPage(context, baseUrl)));
  });

  routes.post("/register", async (context) => {
    const registered = auth.register(jsonOf(context));
    if ("error" in registered) {
      report({ event: "register", outcome: registered.error });
      return context.json({ error: registered.error, error_description: registered.description }, 400);
    }
    report({ event: "register", outcome: "ok" });
    const { id, name, redirectUris } = registered.ok;
    return context.json(
      {
        client_id: id,
        ...(name && { client_name: name }),
        redirect_uris: redirectUris,
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
      },
      201,
    );
  });

  routes.post("/token", async (context) => {
    const form = formOf(context);
    if (!form) return context.json({ error: "invalid_request", error_description: "Send a form" }, 400);
    const reply = await auth.token(form, basicClientOf(context.req.header("authorization")));
    reportToken(form, reply);
    return tokenAnswer(context, reply);
  });

  function reportToken(form: URLSearchParams, reply: TokenReply): void {
    const requested = form.get("grant_type");
    const grantType = requested === "authorization_code" || requested === "refresh_token" ? requested : undefined;
    const client = "ok" in reply ? form.get("client_id") : null;
    const outcome = "ok" in reply ? "ok" : reply.reason;
    report({ event: "token", outcome, ...(grantType && { grantType }), ...(client && { client }) });
  }

  routes.post("/revoke", async (context) => {
    const form = formOf(context);
    const [token, ...moreTokens] = form?.getAll("token") ?? [];
    const basic = basicClientOf(context.req.header("authorization"));
    const [client, ...others] = new Set([
      ...(form?.getAll("client_id") ?? []),
      ...(basic === undefined ? [] : [basic]),
    ]);
    if (!token || !client || moreTokens.length > 0 || others.length > 0) {
      const description = "One token and one client_id are needed";
      return context.json({ error: "invalid_request", error_description: description }, 400);
    }
    report({ event: "revoke", outcome: await auth.revoke(token, client) });
    return context.json({}); // RFC 7009 §2.2: the same for a token nobody knows
  });

  for (const [path, allowed] of Object.entries(methods)) {
    routes.all(path, (context) => context.json({ error: "invalid_request" }, 405, { Allow: allowed }));
  }
  return routes;
}

const methods = {
  "/authorize": "GET",
  "/callback": "GET",
  "/consent": "POST",
  "/register": "POST",
  "/token": "POST",
  "/revoke": "POST",
};

function tokenAnswer(context: Context, reply: TokenReply): Response {
  if ("ok" in reply) return context.json(reply.ok);
  const body = { error: reply.error, error_description: reply.description };
  if (reply.error === "temporarily_unavailable") return context.json(body, 429, { "Retry-After": "30" });
  if (reply.error !== "invalid_client") return context.json(body, 400);
  return context.json(body, 401, { "WWW-Authenticate": 'Basic realm="redmine-fastmcp"' }); // RFC 6749 §5.2
}

function query(context: Context): URLSearchParams {
  return new URL(context.req.url).searchParams;
}

/** RFC 6749 §2.3.1; the secret is not looked at, all clients are public. */
function basicClientOf(header: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? "")?.[1];
  const [name] = Buffer.from(encoded ?? "", "base64")
    .toString("utf8")
    .split(":");
  if (!name) return undefined;
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
