import { type Failure, failureOf } from "./failure.ts";

/** The answer, or undefined where Redmine failed for one of these reasons: parts of an answer that may be missing. */
export async function unless<T>(reasons: readonly Failure["reason"][], answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    const reason = failureOf(error)?.reason;
    if (reason && reasons.includes(reason)) return undefined;
    throw error;
  });
}
