import { type Failure, failureOf } from "./failure.ts";

type Reason = Failure["reason"];

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
