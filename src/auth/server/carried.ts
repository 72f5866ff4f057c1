import { derivedId, seal, unseal } from "../grants/seal.ts";
import { type AuthorizationRequest, carried, lifetime } from "../records.ts";
import { type Binding, bindingOf, type Jar, type Names } from "./cookies.ts";

// What a sign-in knows between its steps goes with the browser: as the ticket of the consent page, then as the `state` that
// Redmine sends back. It is sealed under the sign-in's cookie, so it opens in that browser alone, for that step alone; and
// nothing is stored for a visitor whom nobody knows yet, however many come.

export type Step = "consent" | "redmine";

/** An authorization request that waits for its answer. */
export interface Pending {
  request: AuthorizationRequest;
  /** The client's own state. */
  state: string | undefined;
}

const shape = /^([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]+)$/;

export function carry(binding: Binding, step: Step, pending: Pending, now: number): string {
  const content = { ...pending, until: now + lifetime.signIn };
  return `${binding.id}.${seal(binding.key, place(binding, step), content)}`;
}

export function openCarried(
  names: Names,
  jar: Jar,
  step: Step,
  text: string,
  now: number,
): { pending: Pending; binding: Binding } | { problem: "expired" | "other_browser" } {
  const [, id, sealed] = shape.exec(text) ?? [];
  if (id === undefined || sealed === undefined) return { problem: "expired" };
  const binding = bindingOf(names, jar, id);
  if (!binding) return { problem: "other_browser" };
  const content = unseal(binding.key, place(binding, step), sealed, carried);
  if (!content || content.until <= now) return { problem: "expired" };
  return { pending: { request: content.request, state: content.state }, binding };
}

/** RFC 7636 §4.1 towards Redmine: nobody who sees the state can work it out. */
export function verifierOf({ key }: Binding, text: string): string {
  return derivedId(key, text);
}

/** The name under which the end of this sign-in is noted. */
export function endOf({ key }: Binding): string {
  return derivedId(key, "end");
}

function place({ id }: Binding, step: Step): string {
  return `${step}:${id}`;
}
