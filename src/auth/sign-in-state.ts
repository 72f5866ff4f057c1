import { z } from "zod";
import type { Cookie } from "./pages.ts";
import { lifetime, type PendingRequest, pendingRequest } from "./records.ts";
import { derivedId, isToken, newToken, randomId, seal, sha256, unseal } from "./seal.ts";

/** The cookies of a request, by name. */
export type Jar = Readonly<Record<string, string>>;

const maxSignIns = 5;
const signInCookieSeconds = 3_600; // longer than a sign-in may take, so that a late one is told from a stranger's

/** Names carry `__Host-` on https (RFC 6265bis §4.1.3.2); on http loopback a browser would not take it. */
export function cookieNames(baseUrl: string) {
  const prefix = baseUrl.startsWith("https:") ? "__Host-" : "";
  const here = sha256(baseUrl).slice(0, 6); // several servers can live on one host
  const stem = `${prefix}rmcp_signin_${here}_`;

  return {
    stem,
    browser: `${prefix}rmcp_browser_${here}`,
    visitor: `${prefix}rmcp_visitor_${here}`,
    signIn: (id: string) => stem + id,
  };
}

export type Names = ReturnType<typeof cookieNames>;

/** One sign-in in one browser: its id is in the cookie's name, its key is the cookie's value and nowhere else. */
export interface Binding {
  id: string;
  key: string;
}

/** Begins a sign-in in this browser, and forgets the oldest where there are too many. */
export function bindBrowser(names: Names, jar: Jar): { binding: Binding; cookies: Cookie[] } {
  const others = Object.keys(jar).filter((name) => name.startsWith(names.stem));
  const stale = others.slice(0, Math.max(others.length - maxSignIns + 1, 0)).map(removed);
  const binding = { id: randomId(), key: newToken("cookie") };
  const cookie = { name: names.signIn(binding.id), value: binding.key, maxAgeSeconds: signInCookieSeconds };
  return { binding, cookies: [...stale, cookie] };
}

/** Undefined: this browser did not begin it, or it is long over. */
export function bindingOf(names: Names, jar: Jar, id: string): Binding | undefined {
  const key = jar[names.signIn(id)];
  return key !== undefined && isToken("cookie", key) ? { id, key } : undefined;
}

/** The approvals cookie, with a new value where the browser has none. */
export function browserCookie(names: Names, jar: Jar): Cookie {
  const value = browserOf(names, jar) ?? newToken("cookie");
  return { name: names.browser, value, maxAgeSeconds: lifetime.approval / 1000 };
}

/** The value of the cookie that names this browser; undefined where it is missing or malformed. */
export function browserOf(names: Names, jar: Jar): string | undefined {
  const value = jar[names.browser];
  return value !== undefined && isToken("cookie", value) ? value : undefined;
}

/** The same for all that one person allowed in this browser; nobody finds the browser from it. */
export function browserMark(cookie: string, user: number): string {
  return derivedId(cookie, `connections of ${user}`);
}

/** Tells the browser to delete the cookie. */
export function removed(name: string): Cookie {
  return { name, value: "", maxAgeSeconds: 0 };
}

// What the server knows about a sign-in between its steps travels with the browser: as the ticket of the consent page, then as
// the `state` that Redmine sends back. It is encrypted under the sign-in's cookie, and its purpose is associated data: it opens
// in that browser alone and for that purpose alone. Nothing is stored for a visitor who has not signed in yet.

/** `consent`: the ticket of the consent page. `client` and `connections`: at Redmine, for a client or for /connections. */
export type Purpose = "consent" | "client" | "connections";

interface Contents {
  consent: PendingRequest;
  client: PendingRequest;
  connections: Record<string, never>;
}

const contents: { [P in Purpose]: z.ZodType<Contents[P]> } = {
  consent: pendingRequest,
  client: pendingRequest,
  connections: z.strictObject({}),
};
const envelope = z.object({ until: z.number(), content: z.unknown() });
const form = /^(consent|client|connections)\.([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]+)$/;

/** The ticket or `state` for the browser: `content`, encrypted, for this purpose and the lifetime of a sign-in. `now`: ms since 1970. */
export function sealState<P extends Purpose>(binding: Binding, purpose: P, content: Contents[P], now: number): string {
  const sealed = seal(binding.key, associatedData(binding, purpose), { content, until: now + lifetime.signIn });
  return `${purpose}.${binding.id}.${sealed}`;
}

/** What a state says that it is for. Only `openState` proves it. */
export function claimedPurpose(text: string | null): Purpose | undefined {
  const [, purpose] = form.exec(text ?? "") ?? [];
  return purpose as Purpose | undefined; // the words of `form`
}

/** What `sealState` encrypted. `other_browser`: the cookie of this sign-in is missing; `expired`: too old, edited, or for another purpose. */
export function openState<P extends Purpose>(
  names: Names,
  jar: Jar,
  purpose: P,
  text: string,
  now: number,
): { content: Contents[P]; binding: Binding } | { problem: "expired" | "other_browser" } {
  const [, claimed, id, sealed] = form.exec(text) ?? [];
  if (claimed !== purpose || id === undefined || sealed === undefined) return { problem: "expired" };
  const binding = bindingOf(names, jar, id);
  if (!binding) return { problem: "other_browser" };
  const opened = unseal(binding.key, associatedData(binding, purpose), sealed, envelope);
  const content = contents[purpose].safeParse(opened?.content).data;
  return opened && content && opened.until > now ? { content, binding } : { problem: "expired" };
}

/** RFC 7636 §4.1 towards Redmine: nobody who sees the state can work it out. */
export function verifierOf({ key }: Binding, state: string): string {
  return derivedId(key, state);
}

/** The name under which the end of this sign-in is recorded. */
export function endOf({ key }: Binding): string {
  return derivedId(key, "end");
}

function associatedData({ id }: Binding, purpose: Purpose): string {
  return `${purpose}:${id}`;
}
