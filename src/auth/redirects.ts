import { knownClients } from "./known-clients.ts";

export type RedirectTarget =
  /** `vouched`: consent may be skipped, see known-clients.ts. */
  { kind: "known"; client: string; vouched: boolean } | { kind: "loopback" } | { kind: "configured" };

const maxRedirectChars = 500;
const plain = /^[!-~]+$/; // visible ASCII, as RFC 3986 has it …
const unsafe = /[\\<>"']/; // … without what a header, a log or a page could stumble over

/** What a redirect URI leads to, or undefined when this server does not send codes there. */
export function redirectTarget(uri: string, configured: readonly string[]): RedirectTarget | undefined {
  if (!isWellFormed(uri)) return undefined;
  const knownClient = knownClients.find((client) => client.redirectUris.some((pattern) => matches(pattern, uri)));
  if (knownClient) return { kind: "known", client: knownClient.name, vouched: knownClient.vouched };
  if (isLoopback(uri)) return { kind: "loopback" };
  return configured.includes(uri) ? { kind: "configured" } : undefined;
}

/** RFC 8252 §7.3: on loopback any port is the same redirect; everything else is compared byte by byte (RFC 9700 §4.1.3). */
export function sameRedirect(registered: string, requested: string): boolean {
  return registered === requested || (isLoopback(requested) && withoutPort(registered) === withoutPort(requested));
}

/** The form kept in a client id: a loopback client comes back with another port each time, and is the same client. */
export function withoutPort(uri: string): string {
  if (!isLoopback(uri)) return uri;
  const url = new URL(uri);
  url.port = "";
  return url.href;
}

/** Whether the URI leads to the person's own computer over http (RFC 8252 §7.3). */
export function isLoopback(uri: string): boolean {
  const url = URL.parse(uri);
  return url?.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}

function isWellFormed(uri: string): boolean {
  if (uri.length > maxRedirectChars || !plain.test(uri) || unsafe.test(uri)) return false;
  const url = URL.parse(uri);
  // RFC 6749 §3.1.2: no fragment. A user part only serves to fool readers.
  return url !== null && url.hash === "" && !uri.includes("#") && url.username === "" && url.password === "";
}

function matches(pattern: string, uri: string): boolean {
  if (!pattern.endsWith("/*")) return pattern === uri;
  const stem = pattern.slice(0, -1);
  return uri.startsWith(stem) && /^[A-Za-z0-9_-]{1,100}$/.test(uri.slice(stem.length));
}

/** Where a redirect leads, for people: a host, or the scheme that programs on their computer share. */
export function describeRedirect(uri: string): { place: string; local: boolean } {
  const { protocol, host } = new URL(uri);
  if (protocol === "https:" || protocol === "http:") return { place: host, local: isLoopback(uri) };
  return { place: `${protocol}//${host}`, local: true }; // any program can claim a scheme (RFC 8252 §8.6)
}
