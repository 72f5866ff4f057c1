import { z } from "zod";
import type { Authentication } from "../../redmine/credentials.ts";
import { type Failure, RedmineFailure } from "../../redmine/failure.ts";
import { path } from "../../redmine/path.ts";
import type { Send } from "../../redmine/send.ts";
import type { Held } from "../records.ts";

const lockedAccount: Failure = { reason: "account_unusable" }; // what Redmine makes of a token; a locked user's key is 401
const broken: Failure = { reason: "unavailable", because: "server_error", sent: "read" };
const name = z.string().catch(""); // only shown: whoever lacks one may sign in all the same
const me = z.object({ user: z.object({ id: z.number().int().positive(), firstname: name, lastname: name }) });

export interface Identity {
  user: number;
  /** As Redmine shows it; may be empty. */
  name: string;
}

/** Whose credentials these are, in the one answer that also tells REST off (403) and a locked user (500). Undefined: nobody's. */
export async function identify(send: Send, auth: Authentication): Promise<Identity | undefined> {
  const answer = await send({ method: "GET", path: path`users/current.json`, auth });
  if (answer.status === 401) return undefined;
  if (answer.status === 403) throw new RedmineFailure({ reason: "rest_disabled" });
  if (answer.status === 500) throw new RedmineFailure(auth.kind === "bearer" ? lockedAccount : broken);
  const parsed = answer.status === 200 ? me.safeParse(jsonOf(answer.body)) : undefined;
  if (!parsed?.success) throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: "users/current" });
  const { id, firstname, lastname } = parsed.data.user;
  return { user: id, name: `${firstname} ${lastname}`.trim() };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
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
