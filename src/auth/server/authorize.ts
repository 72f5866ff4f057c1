import { type Client, redirectOf } from "../clients.ts";
import { isOurResource, mcpUrl } from "../metadata.ts";
import { type Problem, redirectBack } from "../pages.ts";
import type { AuthorizationRequest } from "../records.ts";
import type { RedirectTarget } from "../redirects.ts";
import { type OfferedScopes, parseScope } from "../scopes.ts";
import { sameText, sha256 } from "../seal.ts";

// RFC 7636 §4.1 and §4.2; S256 is the only method here (OAuth 2.1 §4.1.1)
const verifierShape = /^[A-Za-z0-9._~-]{43,128}$/;
const challengeShape = /^[A-Za-z0-9_-]{43}$/;

/** Whether this has the form of an S256 code challenge. */
export function isChallenge(challenge: string): boolean {
  return challengeShape.test(challenge);
}

/** Whether the verifier is well-formed and its SHA-256 is the challenge, compared in constant time. */
export function verifierMatches(verifier: string, challenge: string): boolean {
  return verifierShape.test(verifier) && sameText(sha256(verifier), challenge);
}

export interface Policy {
  baseUrl: string;
  offered: OfferedScopes;
  configuredRedirects: readonly string[];
}

export type Checked =
  | { ok: AuthorizationRequest; state: string | undefined; target: RedirectTarget }
  /** Client or redirect are in doubt: nobody is sent anywhere (RFC 6749 §4.1.2.1). */
  | { problem: Problem }
  | { redirect: string; reason: string };

const maxStateBytes = 2_000; // it goes along to Redmine and back in a URL, where Puma takes 10 kB

/** Checks an authorization request (OAuth 2.1 §4.1.1) of a client that was found. */
export function checkAuthorize(params: URLSearchParams, client: Client | undefined, policy: Policy): Checked {
  if (!client || params.getAll("client_id").length !== 1) return { problem: "unknown_client" };
  const [redirect, ...more] = params.getAll("redirect_uri");
  const target = redirect === undefined ? undefined : redirectOf(client, redirect, policy.configuredRedirects);
  if (redirect === undefined || more.length > 0 || !target) return { problem: "wrong_redirect" };

  const states = params.getAll("state");
  const state = states.length === 1 && bytesOf(states[0]) <= maxStateBytes ? states[0] : undefined;
  const refuse = (error: string, error_description: string): Checked => ({
    redirect: redirectBack({ redirect, state }, policy.baseUrl, { error, error_description }),
    reason: error,
  });

  if (states.length > 0 && state === undefined) return refuse("invalid_request", "state is repeated or too long");
  for (const name of ["response_type", "code_challenge", "code_challenge_method", "scope"]) {
    if (params.getAll(name).length > 1) return refuse("invalid_request", `${name} is repeated`); // RFC 6749 §3.1
  }
  if (params.get("response_type") !== "code") return refuse("unsupported_response_type", "response_type must be code");
  const challenge = params.get("code_challenge");
  if (challenge === null) return refuse("invalid_request", "PKCE is required: code_challenge is missing");
  if (params.get("code_challenge_method") !== "S256") {
    return refuse("invalid_request", "code_challenge_method must be S256");
  }
  if (!isChallenge(challenge)) return refuse("invalid_request", "code_challenge is not a SHA-256 in base64url");
  if (!params.getAll("resource").every((resource) => isOurResource(policy.baseUrl, resource))) {
    return refuse("invalid_target", `This server only gives access to ${mcpUrl(policy.baseUrl)}`);
  }

  const scope = parseScope(params.get("scope") ?? undefined, policy.offered);
  return { ok: { client: client.id, redirect, challenge, scope, resource: mcpUrl(policy.baseUrl) }, state, target };
}

/** A request that was checked before is still one that this client may make. */
export function stillHolds(request: AuthorizationRequest, client: Client, policy: Policy): boolean {
  return (
    redirectOf(client, request.redirect, policy.configuredRedirects) !== undefined &&
    isChallenge(request.challenge) &&
    request.resource === mcpUrl(policy.baseUrl) &&
    request.scope.every((scope) => policy.offered.includes(scope))
  );
}

function bytesOf(text: string | undefined): number {
  return Buffer.byteLength(JSON.stringify(text ?? ""));
}
