import type { UpstreamTokens } from "./records.ts";

export interface Identity {
  user: number;
  /** As Redmine shows it; may be empty. */
  name: string;
  login?: string | undefined;
}

/** Who signed in at Redmine, and what we hold for them. */
export interface Person extends Identity {
  upstreamTokens: UpstreamTokens;
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
  renew(upstreamTokens: UpstreamTokens, user: number): Promise<UpstreamTokens | undefined>;
  revoke(upstreamTokens: UpstreamTokens): Promise<void>;
  /** Whether Redmine says that they are an administrator; false when in doubt. */
  isAdministrator(person: Person): Promise<boolean>;
}
