import { strangersQueue } from "../rate-limits.ts";
import type { Store } from "../store/store.ts";
import { lifetime } from "./records.ts";
import { sha256 } from "./seal.ts";
import type { Person, SignIn } from "./sign-in.ts";
import { type Binding, endOf, verifierOf } from "./sign-in-state.ts";

/** The way of a browser to Redmine and back, for a client as for /connections. Bounded: many strangers may come at once. */
export interface RedmineRoundTrip {
  /** The address at Redmine; undefined where people do not sign in there. */
  begin(binding: Binding, state: string, scopes: readonly string[]): string | undefined;
  /** Who came back with Redmine's code. "used": this sign-in has ended before. Undefined: Redmine does not accept the code. */
  finish(binding: Binding, state: string, code: string): Promise<Person | "busy" | "used" | undefined>;
  /** Whose API key it is, where people sign in with one. */
  withApiKey(apiKey: string): Promise<Person | "busy" | undefined>;
}

/** Its calls throw StoreUnavailable, and RedmineFailure where Redmine gives no clear answer. */
export function redmineRoundTrip(store: Store, signIn: SignIn): RedmineRoundTrip {
  const inQueue = strangersQueue();

  return {
    begin: (binding, state, scopes) => signIn.begin({ state, challenge: sha256(verifierOf(binding, state)), scopes }),
    // the mark is written in the queue too, so that the store keeps no more marks than Redmine gets questions
    finish: async (binding, state, code) =>
      inQueue(async () => {
        if (!(await store.add("spent", endOf(binding), "1", lifetime.signIn))) return "used" as const;
        return signIn.finish({ code, verifier: verifierOf(binding, state) });
      }),
    withApiKey: async (apiKey) => inQueue(() => signIn.finish({ apiKey })),
  };
}
