import type { Failure } from "../redmine/failure.ts";
import type { ClientDescription } from "./client-names.ts";
import type { Scope } from "./scopes.ts";
import type { Identity } from "./sign-in.ts";

/** A person's connections, as their own page shows them. */
export interface ConnectionsPage {
  page: "connections";
  signIn: "oauth" | "api-key";
  /** Undefined: nobody is signed in, and the page offers to. */
  person?: Identity & { admin?: boolean; connections: readonly ListedConnection[]; formToken: string };
  notice?: Notice;
  /** A page of Redmine that helps here: of the API key, or of the applications that have access. */
  redminePage?: string;
  now: number;
}

export interface ListedConnection extends ClientDescription {
  id: string;
  writes: boolean;
  /** ms since 1970 */
  created: number;
  /** ms since 1970, to the hour */
  lastUsed: number;
  /** It was allowed in the browser that shows the page. */
  thisBrowser: boolean;
}

export const notices = [
  "ended",
  "all_ended",
  "signed_out",
  "sign_in_again",
  "not_signed_in",
  "wrong_key",
  "redmine_down",
  "busy",
] as const;

/** What just happened, where it is not plain to see. */
export type Notice = (typeof notices)[number];

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

/** The problems that have a page, with its HTTP status. */
export const problems = {
  no_page: 404,
  unknown_client: 400,
  client_unreachable: 502,
  client_unusable: 400,
  wrong_redirect: 400,
  expired: 400,
  other_browser: 403,
  redmine_refused: 400,
  application_refused: 502,
  rest_disabled: 502,
  account_unusable: 403,
  redmine_down: 503,
  store_down: 503,
  fault: 500,
  not_kept: 503,
  busy: 503,
} as const;

export type Problem = keyof typeof problems;

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

/** The form of the sign-in is shown again with “Redmine cannot be reached” in it, where there is one, instead of a page. */
export function staysOnForm(failure: Failure): boolean {
  return failure.reason === "unavailable";
}

/** What a person is told when Redmine did not let a sign-in end well. */
export function problemOf(failure: Failure): Problem {
  switch (failure.reason) {
    case "application_refused":
    case "rest_disabled":
    case "account_unusable":
      return failure.reason;
    case "unavailable":
    case "not_redmine":
    case "too_many_requests":
    case "aborted":
      return "redmine_down";
    case "refused_again":
    case "signed_out":
    case "forbidden":
    case "not_found":
    case "conflict":
    case "invalid":
    case "too_large":
      return "redmine_refused";
  }
}
