import { createHash, timingSafeEqual } from "node:crypto";
import type { Application } from "../records.ts";
import type { State } from "../state.ts";
import { type Params, text } from "../web/params.ts";
import { bearerChallenge, type OAuthFault, tokenFault } from "./oauth-error.ts";
import type { AuthorizationCode, TokenPair, Tokens } from "./tokens.ts";

type Endpoint = { state: State; tokens: Tokens; now: () => number };

const seconds = (ms: number) => Math.floor(ms / 1000);

/** POST /oauth/token: a code or a refresh token for a pair. */
export function grantToken(endpoint: Endpoint, request: Request, params: Params): Response {
  const credentials = readCredentials(request, params);
  if (credentials && "error" in credentials) return tokenFault(credentials);

  const grantType = text(params.grant_type) ?? "";
  if (grantType === "") return tokenFault({ error: "invalid_request", missing: "grant_type" });
  if (grantType === "authorization_code") return reply(redeemCode(endpoint, credentials, params));
  if (grantType === "refresh_token") return reply(refresh(endpoint, credentials, params));
  return tokenFault({ error: "unsupported_grant_type" });
}

function reply(result: TokenPair | OAuthFault): Response {
  if ("error" in result) return tokenFault(result);
  const body = {
    access_token: result.access,
    token_type: "Bearer",
    expires_in: seconds(result.expiresAt - result.createdAt),
    refresh_token: result.refresh,
    scope: result.scopes.join(" "),
    created_at: seconds(result.createdAt),
  };
  return new Response(JSON.stringify(body), {
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", pragma: "no-cache" },
  });
}

/** Redmine looks for missing parameters first, then at the client, the code, its redirect URI and its challenge. */
function redeemCode({ state, tokens, now }: Endpoint, credentials: Credentials, params: Params) {
  const code = tokens.code(text(params.code) ?? "");
  for (const name of ["code", "redirect_uri", ...(code?.challenge ? ["code_verifier"] : [])]) {
    if (!text(params[name])) return { error: "invalid_request", missing: name } as const;
  }

  const application = authenticate(state.applications, credentials);
  if (!application) return { error: "invalid_client" } as const;
  if (!code || !redeemable(code, application, now()) || !matches(code, params)) {
    return { error: "invalid_grant" } as const;
  }

  code.used = true;
  return tokens.issue(code);
}

const redeemable = (code: AuthorizationCode, { clientId }: Application, now: number) =>
  !code.used && code.expiresAt > now && code.clientId === clientId;

function matches(code: AuthorizationCode, params: Params): boolean {
  if (code.redirectUri !== text(params.redirect_uri)) return false;
  const verifier = text(params.code_verifier) ?? "";
  const proof = code.challengeMethod === "S256" ? createHash("sha256").update(verifier).digest("base64url") : verifier;
  return proof === code.challenge;
}

/** The old pair stays alive until the new access token is first used (tokens.ts); the refresh token is looked at before the client. */
function refresh({ state, tokens }: Endpoint, credentials: Credentials, params: Params) {
  const token = text(params.refresh_token) ?? "";
  if (token === "") return { error: "invalid_request", missing: "refresh_token" } as const;

  const old = tokens.refreshable(token);
  if (!old || old.revoked) return { error: "invalid_grant" } as const;
  const application = authenticate(state.applications, credentials);
  if (credentials && !application) return { error: "invalid_client" } as const;
  if (application?.clientId !== old.clientId) return { error: "invalid_grant" } as const;

  const requested = (text(params.scope) ?? "").split(/\s+/).filter(Boolean);
  if (requested.some((scope) => !old.scopes.includes(scope))) return { error: "invalid_scope" } as const;
  return tokens.issue({ ...old, scopes: requested.length > 0 ? requested : old.scopes }, old);
}

/** POST /oauth/revoke: revokes the pair by either of its tokens; an unknown token gets 200. */
export function revokeToken({ state, tokens }: Endpoint, request: Request, params: Params): Response {
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-cache" };
  const credentials = readCredentials(request, params);
  const application = credentials && "error" in credentials ? undefined : authenticate(state.applications, credentials);
  const pair = tokens.find(text(params.token) ?? "");

  if (!application || (pair && pair.clientId !== application.clientId)) {
    const body = { error: "unauthorized_client", error_description: "You are not authorized to revoke this token" };
    return new Response(JSON.stringify(body), { status: 403, headers });
  }
  if (pair) pair.revoked = true;
  return new Response("{}", { headers });
}

/** GET /oauth/token/info counts as a use of the token. */
export function tokenInfo({ tokens, now }: Endpoint, access: string | undefined): Response {
  const pair = access === undefined ? undefined : tokens.use(access);
  if (!pair || pair.revoked || pair.expiresAt <= now()) {
    const description = invalidReason(pair);
    const body = { error: "invalid_token", error_description: description, state: "unauthorized" };
    return new Response(JSON.stringify(body), {
      status: 401,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "www-authenticate": bearerChallenge("invalid_token", description),
      },
    });
  }

  const body = {
    resource_owner_id: pair.userId,
    scope: pair.scopes,
    expires_in: Math.ceil((pair.expiresAt - now()) / 1000),
    application: { uid: pair.clientId },
    created_at: seconds(pair.createdAt),
  };
  return new Response(JSON.stringify(body), { headers: { "content-type": "application/json; charset=utf-8" } });
}

/** Why a Bearer is refused, in Doorkeeper's words. */
export function invalidReason(pair: TokenPair | undefined): string {
  if (!pair) return "The access token is invalid";
  return pair.revoked ? "The access token was revoked" : "The access token expired";
}

export type Credentials = { clientId: string; clientSecret: string } | undefined;

/** The client's id and secret from Basic or from the body; both at once is a fault. */
export function readCredentials(request: Request, params: Params): Credentials | OAuthFault {
  const basic = readBasic(request.headers.get("authorization"));
  const posted = text(params.client_secret);
  if (basic && posted !== undefined) return { error: "invalid_request", twoClientAuthentications: true };
  if (basic) return { clientId: basic[0], clientSecret: basic[1] };

  const clientId = text(params.client_id);
  return clientId === undefined ? undefined : { clientId, clientSecret: posted ?? "" };
}

export function readBasic(header: string | null): [name: string, password: string] | undefined {
  const encoded = header?.match(/^Basic\s+(\S+)$/i)?.[1];
  if (encoded === undefined) return undefined;
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return [name, password.join(":")];
}

/** A public client has no secret to show. */
export function authenticate(
  applications: ReadonlyMap<string, Application>,
  credentials: Credentials,
): Application | undefined {
  if (!credentials) return undefined;
  const application = applications.get(credentials.clientId);
  if (!application) return undefined;
  if (!application.confidential) return application;
  return same(application.clientSecret, credentials.clientSecret) ? application : undefined;
}

function same(expected: string, actual: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(actual)];
  return a.length === b.length && timingSafeEqual(a, b);
}
