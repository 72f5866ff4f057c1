import type { Failure } from "../../redmine/failure.ts";
import type { Problem } from "./reply.ts";

/** What a person is told when Redmine did not let a sign-in end well. */
export function problemOf(failure: Failure): Problem {
  switch (failure.reason) {
    case "application_refused":
    case "rest_disabled":
    case "account_unusable":
      return failure.reason;
    case "unavailable":
    case "not_redmine":
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
