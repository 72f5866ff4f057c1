import { z } from "zod";
import type { Store } from "../../store/store.ts";
import type { Cookie } from "../pages.ts";
import { lifetime } from "../records.ts";
import { derivedId, idOf, isToken, newToken, sameText, seal, unseal } from "../seal.ts";
import type { Identity } from "../sign-in.ts";
import { type Binding, bindingOf, type Jar, type Names } from "../sign-in-state.ts";

/** visitor:h(cookie) — box(cookie): who has signed in to see their connections. */
const record = z.object({ user: z.number(), name: z.string().default(""), admin: z.boolean().default(false) });
const lifetimeMs = 15 * 60_000; // enough to look through a list

export interface Session extends Identity {
  token: string;
  /** Redmine said at the sign-in that they are an administrator. */
  admin: boolean;
}

export async function beginSession(
  store: Store,
  cookieName: string,
  { user, name, admin }: Omit<Session, "token">,
): Promise<Cookie> {
  const token = newToken("cookie");
  const id = idOf(token);
  await store.set("visitor", id, seal(token, `visitor:${id}`, { user, name, admin }), lifetimeMs);
  return { name: cookieName, value: token, maxAgeSeconds: lifetimeMs / 1000 };
}

export async function sessionOf(store: Store, cookieName: string, jar: Jar): Promise<Session | undefined> {
  const token = jar[cookieName];
  if (token === undefined || !isToken("cookie", token)) return undefined;
  const id = idOf(token);
  const text = await store.get("visitor", id);
  const person = text === undefined ? undefined : unseal(token, `visitor:${id}`, text, record);
  return person && { ...person, token };
}

export async function endSession(store: Store, { token }: Session): Promise<void> {
  await store.delete("visitor", idOf(token));
}

/** Goes into the page's forms: a page that cannot read ours cannot send them. */
export function formToken({ token }: Session): string {
  return derivedId(token, "connections form");
}

export function isOurForm(session: Session, given: string | null): boolean {
  return given !== null && sameText(formToken(session), given);
}

// A sign-in that ends on our own page and gives no client anything. Like every sign-in it is bound to the browser by a cookie
// and stored nowhere; its `state` at Redmine has a form of its own.

const shape = /^visit\.([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]+)$/;
const content = z.object({ until: z.number() });

export function isVisit(state: string | null): state is string {
  return state?.startsWith("visit.") ?? false;
}

export function visitState(binding: Binding, now: number): string {
  return `visit.${binding.id}.${seal(binding.key, placeOf(binding), { until: now + lifetime.signIn })}`;
}

/** Undefined: begun in another browser, or too long ago. */
export function openVisit(names: Names, jar: Jar, state: string, now: number): Binding | undefined {
  const [, id, sealed] = shape.exec(state) ?? [];
  const binding = id === undefined ? undefined : bindingOf(names, jar, id);
  if (!binding || sealed === undefined) return undefined;
  const opened = unseal(binding.key, placeOf(binding), sealed, content);
  return opened && opened.until > now ? binding : undefined;
}

function placeOf({ id }: Binding): string {
  return `visit:${id}`;
}
