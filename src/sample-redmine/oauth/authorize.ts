import { html } from "hono/html";
import { allScopes, defaultScopes } from "../access/permission-list.ts";
import type { Application } from "../records.ts";
import type { State } from "../state.ts";
import { errorPage, page, redirect } from "../web/page.ts";
import { type Params, text } from "../web/params.ts";
import { notInTheSample } from "../web/reply.ts";
import type { Session } from "./login.ts";
import { describe, type OAuthFault } from "./oauth-error.ts";
import type { Tokens } from "./tokens.ts";

type AuthorizationRequest = {
  application: Application;
  redirectUri: string;
  state: string;
  scopes: string[];
  challenge: string;
  challengeMethod: string;
};

type Endpoint = { state: State; tokens: Tokens; baseUrl: string };
type SignedIn = Session & { userId: number };

/** GET: the approval page, or straight back where the same scopes were granted before. */
export async function askConsent(endpoint: Endpoint, session: SignedIn, params: Params): Promise<Response> {
  const ask = readAsk(endpoint.state, params);
  if ("error" in ask) return faultPage(ask);
  if (params.response_mode !== undefined) return notInTheSample("response_mode.");

  const { clientId, confidential } = ask.application;
  if (confidential && endpoint.tokens.granted(clientId, session.userId, ask.scopes)) {
    return sendCode(endpoint, session, ask);
  }
  return consentPage(endpoint, session, ask);
}

/** POST with the page's hidden fields. */
export async function approve(endpoint: Endpoint, session: SignedIn, params: Params): Promise<Response> {
  const ask = readAsk(endpoint.state, params);
  return "error" in ask ? faultPage(ask) : sendCode(endpoint, session, ask);
}

/** The same form with `_method=delete`. */
export async function deny({ state }: Endpoint, params: Params): Promise<Response> {
  const ask = readAsk(state, params);
  if ("error" in ask) return faultPage(ask);
  return redirect(
    back(ask, { error: "access_denied", error_description: describe({ error: "access_denied" }), state: ask.state }),
  );
}

/** Redmine never sends these faults to the client: the user sees a page and the client hears nothing. */
const faultPage = (fault: OAuthFault) =>
  errorPage("An error has occurred", fault.error === "invalid_client" ? 401 : 400, describe(fault));

function readAsk(state: State, params: Params): AuthorizationRequest | OAuthFault {
  const value = (name: string) => text(params[name]) ?? "";
  if (value("client_id") === "") return { error: "invalid_request", missing: "client_id" };
  const application = state.applications.get(value("client_id"));
  if (!application) return { error: "invalid_client" };
  if (!matchesRedirect(application.redirectUris, value("redirect_uri"))) return { error: "invalid_redirect_uri" };
  if (value("response_type") === "") return { error: "invalid_request", missing: "response_type" };
  if (value("response_type") !== "code") return { error: "unsupported_response_type" };

  const requested = value("scope").split(/\s+/).filter(Boolean);
  const scopes = requested.length > 0 ? requested : defaultScopes;
  if (scopes.some((scope) => !allScopes.includes(scope) || !application.scopes.includes(scope))) {
    return { error: "invalid_scope" };
  }

  const challenge = value("code_challenge");
  const challengeMethod = value("code_challenge_method") || "plain";
  if (challenge && challengeMethod !== "S256" && challengeMethod !== "plain") {
    return { error: "invalid_code_challenge_method" };
  }
  return { application, redirectUri: value("redirect_uri"), state: value("state"), scopes, challenge, challengeMethod };
}

function sendCode({ tokens }: Endpoint, session: SignedIn, ask: AuthorizationRequest): Response {
  const code = tokens.issueCode({
    clientId: ask.application.clientId,
    userId: session.userId,
    scopes: ask.scopes,
    redirectUri: ask.redirectUri,
    challenge: ask.challenge,
    challengeMethod: ask.challengeMethod,
  });
  return redirect(back(ask, { code, state: ask.state }));
}

function back({ redirectUri }: AuthorizationRequest, answer: Record<string, string>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) if (value !== "") url.searchParams.append(name, value);
  return url.href;
}

/** The same request once more, for another person. */
function again(baseUrl: string, { authenticity_token: _, ...fields }: Record<string, string>): string {
  const filled = Object.entries(fields).filter(([, value]) => value !== "");
  return `${baseUrl}/oauth/authorize?${new URLSearchParams(filled)}`;
}

function consentPage({ state, baseUrl }: Endpoint, session: SignedIn, ask: AuthorizationRequest): Promise<Response> {
  const user = state.users.get(session.userId);
  const fields = {
    authenticity_token: session.csrf,
    client_id: ask.application.clientId,
    redirect_uri: ask.redirectUri,
    state: ask.state,
    response_type: "code",
    scope: ask.scopes.join(" "),
    code_challenge: ask.challenge,
    code_challenge_method: ask.challenge && ask.challengeMethod,
  };
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const root = new URL(baseUrl).pathname.replace(/\/$/, "");
  const action = `${root}/oauth/authorize`;

  return page(
    state.title,
    html`<h1>Authorization required</h1>
<p>Authorize <strong>${ask.application.name}</strong> to use your account <strong>${user?.login ?? ""}</strong>?</p>
<p>This application will be able to:</p>
<ul>
<li>View your name, login and primary email address</li>
${ask.scopes.map((scope) => html`<li>${scope.replaceAll("_", " ")}</li>`)}
</ul>
<form action="${action}" method="post">${hidden}<input type="submit" name="commit" value="Authorize"></form>
<form action="${action}" method="post"><input type="hidden" name="_method" value="delete">${hidden}<input class="quiet" type="submit" name="commit" value="Deny"></form>
<form action="${root}/logout" method="post"><input type="hidden" name="authenticity_token" value="${session.csrf}"><input type="hidden" name="back_url" value="${again(baseUrl, fields)}"><input class="quiet" type="submit" name="commit" value="I am somebody else"></form>`,
  );
}

/** Redmine compares a redirect URI exactly, but for the port of an IP loopback and for extra query parameters. */
function matchesRedirect(registered: string[], uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes("#")) return false;
  return registered.some((allowed) => comparable(allowed, allowed) === comparable(uri, allowed));
}

function comparable(uri: string, registered: string): string {
  const url = new URL(uri);
  const pattern = new URL(registered);
  if (pattern.hostname === "127.0.0.1" || pattern.hostname === "[::1]") url.port = "";
  if (pattern.search === "") url.search = "";
  return url.href;
}
