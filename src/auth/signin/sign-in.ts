import { z } from "zod";
import type { Authentication } from "../../redmine/credentials.ts";
import { whoIs } from "../../redmine/identity.ts";
import { path } from "../../redmine/path.ts";
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

/**
 * Whether Redmine lists this user as an administrator. Asked for by number: /users/current answers false to a token
 * without the scope “admin”, which this server never requests. Any other answer counts as no.
 */
export async function isAdministrator(send: Send, auth: Authentication, user: number): Promise<boolean> {
  try {
    const { status, body } = await send({ method: "GET", path: path`users/${user}.json`, auth }, 256 * 1024);
    if (status !== 200) return false;
    const answer = administrator.safeParse(JSON.parse(Buffer.from(body).toString("utf8")));
    return answer.success && answer.data.user.id === user;
  } catch {
    return false;
  }
}

const administrator = z.object({ user: z.object({ id: z.number(), admin: z.literal(true) }) });

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
  /** Whether Redmine says that they are an administrator; false when in doubt. */
  isAdministrator(person: Person): Promise<boolean>;
}
