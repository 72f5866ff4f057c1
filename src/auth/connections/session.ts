import { z } from "zod";
import type { Store } from "../../store/store.ts";
import type { Cookie } from "../pages.ts";
import { derivedId, idOf, isToken, newToken, sameText, seal, unseal } from "../seal.ts";
import type { Identity } from "../sign-in.ts";
import type { Jar } from "../sign-in-state.ts";

/** visitor:h(cookie) — box(cookie): who has signed in to see their connections. */
const record = z.object({ user: z.number(), name: z.string().default(""), admin: z.boolean().default(false) });
const lifetimeMs = 15 * 60_000; // enough to look through a list

export interface Session extends Identity {
  token: string;
  /** Redmine said at the sign-in that they are an administrator. */
  admin: boolean;
}

/** Signs a person in to /connections for 15 minutes; gives the cookie to set. Throws StoreUnavailable. */
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

/** The session of the request's cookie; undefined where there is none or it has ended. Throws StoreUnavailable. */
export async function sessionOf(store: Store, cookieName: string, jar: Jar): Promise<Session | undefined> {
  const token = jar[cookieName];
  if (token === undefined || !isToken("cookie", token)) return undefined;
  const id = idOf(token);
  const text = await store.get("visitor", id);
  const person = text === undefined ? undefined : unseal(token, `visitor:${id}`, text, record);
  return person && { ...person, token };
}

/** Signs the person out. Throws StoreUnavailable. */
export async function endSession(store: Store, { token }: Session): Promise<void> {
  await store.delete("visitor", idOf(token));
}

/** Goes into the page's forms: a page that cannot read ours cannot send them. */
export function formToken({ token }: Session): string {
  return derivedId(token, "connections form");
}

/** Whether a form was sent by our page in this session; `field` is the value of its hidden field. */
export function isOurForm(session: Session, field: string | null): boolean {
  return field !== null && sameText(formToken(session), field);
}
