import { isToken, newToken, sha256 } from "../grants/seal.ts";
import { lifetime } from "../records.ts";
import type { Cookie } from "./reply.ts";

/** The cookies of a request, by name. */
export type Jar = Readonly<Record<string, string>>;

const maxSignIns = 5;

/** Names carry `__Host-` on https (RFC 6265bis §4.1.3.2); on http loopback a browser would not take it. */
export function cookieNames(baseUrl: string) {
  const prefix = baseUrl.startsWith("https:") ? "__Host-" : "";
  const here = sha256(baseUrl).slice(0, 6); // several servers can live on one host
  const stem = `${prefix}rmcp_signin_${here}_`;

  return {
    stem,
    browser: `${prefix}rmcp_browser_${here}`,
    signIn: (token: string) => `${stem}${sha256(token).slice(0, 10)}`,
  };
}

type Names = ReturnType<typeof cookieNames>;

/** Binds a step of a sign-in to this browser: the cookie to set and what the record keeps of it. */
export function bindBrowser(names: Names, jar: Jar, token: string): { cookies: Cookie[]; hash: string } {
  const value = newToken("cookie");
  const others = Object.keys(jar).filter((name) => name.startsWith(names.stem));
  const stale = others.slice(0, Math.max(others.length - maxSignIns + 1, 0)).map(removed);
  const cookie = { name: names.signIn(token), value, maxAgeSeconds: lifetime.signin / 1000 };
  return { cookies: [...stale, cookie], hash: sha256(value) };
}

export function isBound(names: Names, jar: Jar, token: string, hash: string): boolean {
  const value = jar[names.signIn(token)];
  return value !== undefined && sha256(value) === hash;
}

/** The approvals cookie, with a new value where the browser has none. */
export function browserCookie(names: Names, jar: Jar): Cookie {
  const known = jar[names.browser];
  const value = known !== undefined && isToken("cookie", known) ? known : newToken("cookie");
  return { name: names.browser, value, maxAgeSeconds: lifetime.approval / 1000 };
}

export function browserOf(names: Names, jar: Jar): string | undefined {
  const known = jar[names.browser];
  return known !== undefined && isToken("cookie", known) ? known : undefined;
}

export function removed(name: string): Cookie {
  return { name, value: "", maxAgeSeconds: 0 };
}
