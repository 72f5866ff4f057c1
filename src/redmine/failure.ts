import type { Stranger } from "./answered-by.ts";

/** Why Redmine gave no usable answer. `what` is the thing asked for, in words for a person ("issue #7"). */
export type Failure =
  | { reason: "forbidden"; what: string }
  | { reason: "not_found"; what: string }
  | { reason: "conflict"; what: string }
  /** 422, in Redmine's own words and in the user's language; may be empty (Redmine then gives no reason). */
  | { reason: "invalid"; errors: readonly string[] }
  | { reason: "too_large"; what: string; maxBytes: number }
  | { reason: "signed_out"; because: "refused" | "other_user" }
  /** The credentials that it gave or knew a moment ago: the sign-in is good, and something on the way is not. */
  | { reason: "refused_again" }
  /** Redmine answers every request of a locked user's token with 500. `refused`: with 403, though its REST API is on. */
  | { reason: "account_unusable"; because?: "refused" }
  | { reason: "rest_disabled" }
  /** Redmine refuses this server's own OAuth application. */
  | { reason: "application_refused" }
  /**
   * `retryAfter`: the seconds that the answer asked to wait. `by`: a proxy that answered in Redmine's place. `isUnchanged`:
   * a read after the write shows the record as it was.
   */
  | { reason: "unavailable"; because: Outage; sent: Sent; retryAfter?: number; by?: Stranger; isUnchanged?: true }
  /** `sent`: it answered a write, which may have been done. `location`: where a redirect leads, which holds names and goes into no log. */
  | {
      reason: "not_redmine";
      because: "redirect" | "not_json" | "cut_off" | "shape";
      detail: string;
      by?: Stranger;
      sent?: Sent;
      isUnchanged?: true;
      location?: string | undefined;
    }
  /** The call was stopped because it cost Redmine too much. */
  | { reason: "too_many_requests"; most: number }
  | { reason: "aborted" };

/** What had been sent to Redmine when it failed. */
export type Sent = "nothing" | "read" | "write";

/** `sign_in_store`: not Redmine but the place where sign-ins are kept. */
export type Outage = "timeout" | "unreachable" | "broken_off" | "tls" | "busy" | "server_error" | "sign_in_store";

export class RedmineFailure extends Error {
  override readonly name = "RedmineFailure";
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.reason, { cause });
    this.failure = failure;
  }
}

/** The failure of a RedmineFailure; undefined for any other error. */
export function failureOf(error: unknown): Failure | undefined {
  return error instanceof RedmineFailure ? error.failure : undefined;
}

type Reason = Failure["reason"];

interface Handling {
  /** Somebody who runs this server should look into its log: the answer names the request. */
  isFault?: true;
  /** Nobody can sign in until an administrator has changed something. */
  needsAdmin?: true;
  /** The next record of the same call would fail in the same way. */
  endsBatch?: true;
}

/** What each reason asks of those who handle it, beside its sentence and its page. */
export const handling: Readonly<Record<Reason, Handling>> = {
  forbidden: {},
  not_found: {},
  conflict: {},
  invalid: {},
  too_large: {},
  signed_out: { endsBatch: true },
  refused_again: { endsBatch: true, isFault: true },
  account_unusable: { endsBatch: true, isFault: true },
  rest_disabled: { endsBatch: true, isFault: true, needsAdmin: true },
  application_refused: { endsBatch: true, isFault: true, needsAdmin: true },
  unavailable: { endsBatch: true, isFault: true },
  not_redmine: { endsBatch: true, isFault: true },
  too_many_requests: { endsBatch: true },
  aborted: { endsBatch: true },
};

/** `handling` for the outcome of a call or a sign-in, which may be another word than a reason. */
export function handlingOf(outcome: string): Handling {
  return Object.hasOwn(handling, outcome) ? handling[outcome as Reason] : {};
}

/** Redmine's pages for people tell more than its API, but plugins and permissions may change or break them. */
export const pageMissing: readonly Reason[] = ["forbidden", "not_found", "not_redmine", "invalid", "unavailable"];

/** The answer, or undefined where Redmine failed for one of these reasons: parts of an answer that may be missing. */
export async function unless<T>(reasons: readonly Reason[], answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    const reason = failureOf(error)?.reason;
    if (reason && reasons.includes(reason)) return undefined;
    throw error;
  });
}
