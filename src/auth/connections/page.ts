import type { Identity } from "../signin/identify.ts";
import type { ClientInWords } from "./client-in-words.ts";

/** A person's connections, as their own page shows them. */
export interface ConnectionsPage {
  page: "connections";
  signIn: "oauth" | "api-key";
  /** Undefined: nobody is signed in, and the page offers to. */
  person?: Identity & { connections: readonly ListedConnection[]; formToken: string };
  notice?: Notice;
  /** A page of Redmine that helps here: of the API key, or of the applications that have access. */
  redminePage?: string;
  now: number;
}

export interface ListedConnection extends ClientInWords {
  id: string;
  writes: boolean;
  /** ms since 1970 */
  created: number;
  /** ms since 1970, to the hour */
  lastUsed: number;
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
