import type { Sample } from "../sample.ts";
import { createRoutes, type Routes } from "../web/ask.ts";
import { errorPage, redirect } from "../web/page.ts";
import { text } from "../web/params.ts";
import { noRoute, notInTheSample } from "../web/reply.ts";
import { approve, askConsent, deny } from "./authorize.ts";
import { type Session, type Sessions, safeBack, showLogin, signIn } from "./login.ts";
import { grantToken, revokeToken, tokenInfo } from "./token-endpoint.ts";
import type { Tokens } from "./tokens.ts";

const badCsrf = () => errorPage("422", 422, "Invalid form authenticity token.");
const hasUser = (session: Session | undefined): session is Session & { userId: number } =>
  session?.userId !== undefined;

/** Sign-in, approval and the token endpoints. */
export function oauthRoutes(sample: Sample, tokens: Tokens, sessions: Sessions): Routes {
  const { state, now, baseUrl, switches } = sample;
  const endpoint = { state, tokens, now, baseUrl };
  const app = createRoutes();
  app.get("/login", ({ req, env }) => showLogin(sample, sessions, sessions.of(req.raw), env.ask.params));
  app.post("/login", ({ req, env: { ask } }) => {
    const session = sessions.of(req.raw);
    if (!session || ask.params.authenticity_token !== session.csrf) return badCsrf();
    return signIn(sample, sessions, session, ask.params);
  });

  app.post("/logout", ({ req, env: { ask } }) => {
    const session = sessions.of(req.raw);
    if (!session || ask.params.authenticity_token !== session.csrf) return badCsrf();
    sessions.end(session);
    return redirect(safeBack(baseUrl, text(ask.params.back_url) ?? `${baseUrl}/`));
  });
  app.all("/logout", () => notInTheSample("a page for signing out."));

  app.use("/oauth/*", async ({ req }, next) => {
    if (switches.version !== "6.1") return errorPage("404", 404, "The page you were trying to access doesn't exist.");
    // The token endpoints live outside Redmine's own controllers and do not know that REST is off.
    if (!switches.restEnabled && req.path === "/oauth/authorize") {
      return errorPage("403", 403, "You are not authorized to access this page.");
    }
    return next();
  });
  app.get("/oauth/authorize", ({ req, env }) => {
    const session = sessions.of(req.raw);
    if (!hasUser(session)) {
      const here = `${baseUrl}${req.path}${new URL(req.url).search}`;
      return redirect(`${baseUrl}/login?back_url=${encodeURIComponent(here)}`);
    }
    return askConsent(endpoint, session, env.ask.params);
  });
  app.post("/oauth/authorize", ({ req, env }) => {
    const session = sessions.of(req.raw);
    const form = env.ask.params;
    if (!session || form.authenticity_token !== session.csrf) return badCsrf();
    if (!hasUser(session)) return redirect(`${baseUrl}/login`);
    return form._method === "delete" ? deny(endpoint, form) : approve(endpoint, session, form);
  });
  app.post("/oauth/token", ({ req, env }) => grantToken(endpoint, req.raw, env.ask.params));
  app.post("/oauth/revoke", ({ req, env }) => revokeToken(endpoint, req.raw, env.ask.params));
  app.get("/oauth/token/info", ({ req }) => tokenInfo(endpoint, readBearer(req.raw)));

  app.all("/oauth/:page{applications|authorized_applications}", () =>
    notInTheSample("pages that manage applications."),
  );
  app.all("*", ({ req }) => noRoute(req.raw));
  return app;
}

export const readBearer = (request: Request): string | undefined =>
  request.headers.get("authorization")?.match(/^Bearer\s+(\S+)\s*$/i)?.[1];
