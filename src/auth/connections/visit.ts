import { z } from "zod";
import { seal, unseal } from "../grants/seal.ts";
import { lifetime } from "../records.ts";
import { type Binding, bindingOf, type Jar, type Names } from "../server/cookies.ts";

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
