import type { Secret } from "../secret.ts";

export type Authentication = { kind: "bearer"; secret: Secret } | { kind: "api-key"; secret: Secret };

/** What the Redmine client needs to act as one person. The authorization server implements it, so that a 401 makes no import cycle. */
export interface Credentials {
  /** Stable and unique per grant: the key of every cache that belongs to this person's sign-in. Not a secret. */
  readonly key: string;
  /** Whose sign-in it is. An answer that Redmine gave to anybody else is refused. */
  readonly userId: number;
  /** The Redmine permissions granted to us; undefined when the account's own permissions are the only limit (API key). */
  readonly scopes: ReadonlySet<string> | undefined;
  current(): Promise<Authentication>;
  /** A newer authentication after Redmine answered 401 to `refused`, or undefined when there is none to be had. */
  renew(refused: Authentication): Promise<Authentication | undefined>;
  /** Ends the sign-in: Redmine says that what we hold belongs to somebody else. */
  end?(): Promise<void>;
}
