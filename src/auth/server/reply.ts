import type { ConnectionsPage } from "../connections/page.ts";
import type { Scope } from "./scopes.ts";

/** What the browser gets; the HTTP edge turns it into a response. */
export type Reply = { redirect: string; cookies?: readonly Cookie[] } | { page: Page; cookies?: readonly Cookie[] };

/** `maxAgeSeconds` 0 removes it. */
export interface Cookie {
  name: string;
  value: string;
  maxAgeSeconds: number;
}

export type Page = ConsentPage | ConnectionsPage | ProblemPage;

export interface ConsentPage {
  page: "consent";
  /** Goes back in the form's hidden field. */
  ticket: string;
  clientName: string;
  /** The host that proves the client's metadata; undefined: the name is only claimed. */
  verifiedHost: string | undefined;
  redirectHost: string;
  /** It leads to a program on the person's own computer. */
  loopback: boolean;
  scope: readonly Scope[];
  /** `api-key`: the page has a field for the user's Redmine API key. */
  signIn: "oauth" | "api-key";
  /** Where Redmine shows people their API key. */
  redminePage?: string;
  problem?: "wrong_key" | "redmine_down";
}

export interface ProblemPage {
  page: "problem";
  problem: Problem;
  /** Takes the person back to the client with an OAuth error, where there is a client to go back to. */
  back?: string;
}

export type Problem =
  | "unknown_client"
  | "client_unreachable"
  | "client_unusable"
  | "wrong_redirect"
  | "expired"
  | "other_browser"
  | "redmine_refused"
  | "application_refused"
  | "rest_disabled"
  | "account_unusable"
  | "redmine_down"
  | "store_down"
  | "fault"
  | "not_kept"
  | "busy";

/** RFC 6749 §4.1.2.1 with RFC 9207 §2. */
export function redirectBack(
  to: { redirect: string; state: string | undefined },
  issuer: string,
  answer: { code: string } | { error: string; error_description?: string },
): string {
  const url = new URL(to.redirect);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (to.state !== undefined) url.searchParams.set("state", to.state);
  url.searchParams.set("iss", issuer);
  return url.href;
}
