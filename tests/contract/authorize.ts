import { createHash } from "node:crypto";
import { Browser } from "../support/browser.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import { type Call, callsOf } from "./call.ts";
import type { Login, Target } from "./target.ts";

export interface Pair {
  access: string;
  refresh: string;
}

const verifier = "a-verifier-that-is-long-enough-for-anybody-0123456789";
export const challenge = createHash("sha256").update(verifier).digest("base64url");
export const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
export const proof = { code_verifier: verifier };

/** Where the browser is sent, with what a careful client asks for. */
export function authorizeUrl(target: Target, parameters: Record<string, string> = {}): URL {
  const url = new URL(`${target.url}/oauth/authorize`);
  url.search = `${new URLSearchParams({
    client_id: target.clientId,
    redirect_uri: target.redirectUri,
    response_type: "code",
    scope: "view_project view_issues",
    state: "a state",
    ...parameters,
  })}`;
  return url;
}

export const browserFor = (target: Target) => new Browser({ fetch: (request) => target.fetch(request) });

const isCallback = (target: Target) => (url: URL) => url.href.startsWith(target.redirectUri);

/** The callback's address after the person has signed in and pressed the button. */
export async function callback(
  target: Target,
  login: Login,
  parameters: Record<string, string> = {},
  { approve = true, browser = browserFor(target) } = {},
): Promise<URL> {
  const url = authorizeUrl(target, parameters);
  return await signInAtRedmine(browser, url, target.people[login], { approve, until: isCallback(target) });
}

export async function codeFor(target: Target, login: Login, parameters: Record<string, string> = {}): Promise<string> {
  return (await callback(target, login, parameters)).searchParams.get("code") ?? "";
}

export const clientOf = ({ clientId, clientSecret }: Target) => ({
  client_id: clientId,
  client_secret: clientSecret,
});

export const redeem = (target: Target, code: string, more: Record<string, string> = {}, call: Call = callsOf(target)) =>
  call.form("/oauth/token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: target.redirectUri,
    ...clientOf(target),
    ...more,
  });

export const refresh = (target: Target, token: string, more: Record<string, string> = {}) =>
  callsOf(target).form("/oauth/token", {
    grant_type: "refresh_token",
    refresh_token: token,
    ...clientOf(target),
    ...more,
  });

/** A new pair of tokens for somebody, with just these scopes. */
export async function pairFor(target: Target, login: Login, scope: string): Promise<Pair> {
  const { status, body } = await redeem(target, await codeFor(target, login, { scope }));
  if (status !== 200) throw new Error(`no token for ${login}: ${status} ${JSON.stringify(body)}`);
  return { access: body.access_token, refresh: body.refresh_token };
}

/** A real Redmine takes a quarter of a second for a token: those that a test does not use up are shared. */
export function bearersOf(target: Target) {
  const known = new Map<string, Promise<Pair>>();
  return async (login: Login, scope: string): Promise<{ bearer: string }> => {
    const key = `${login} ${scope}`;
    const pair = known.get(key) ?? pairFor(target, login, scope);
    known.set(key, pair);
    return { bearer: (await pair).access };
  };
}
