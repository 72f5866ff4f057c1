import type { Authentication } from "../../redmine/credentials.ts";
import { whoIs } from "../../redmine/identity.ts";
import type { Send } from "../../redmine/send.ts";
import type { Held } from "../records.ts";

export interface Identity {
  user: number;
  /** As Redmine shows it; may be empty. */
  name: string;
  login?: string | undefined;
}

/** Whose credentials these are; undefined: nobody's. Throws RedmineFailure where Redmine's REST API cannot be used. */
export async function identify(send: Send, auth: Authentication): Promise<Identity | undefined> {
  const known = await whoIs({
    kind: auth.kind,
    ask: (path) => send({ method: "GET", path, auth }),
    askAnonymously: (path) => send({ method: "GET", path }),
  });
  return known && { user: known.id, name: `${known.firstname} ${known.lastname}`.trim(), login: known.login };
}

/** Who signed in at Redmine, and what we hold for them. */
export interface Person extends Identity {
  held: Held;
}

/** Two ways to sign in, one interface. Every call throws RedmineFailure when Redmine gave no clear answer. */
export interface SignIn {
  readonly kind: "oauth" | "api-key";
  /** A page of Redmine for people: where their API key is, or where they take applications' access away. */
  readonly redminePage?: string;
  /** Where the browser goes to sign in; undefined when the consent page itself takes the credential. */
  begin(input: { state: string; challenge: string; scopes: readonly string[] }): string | undefined;
  /** Undefined: Redmine does not accept what came back (an old code, a wrong key). */
  finish(input: { code: string; verifier: string } | { apiKey: string }): Promise<Person | undefined>;
  /** Undefined: Redmine says that this sign-in is over. */
  renew(held: Held): Promise<Held | undefined>;
  revoke(held: Held): Promise<void>;
}
