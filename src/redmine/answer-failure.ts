import { z } from "zod";
import { jsonIn } from "../json.ts";
import { type Failure, RedmineFailure } from "./failure.ts";
import { type Answer, moreOf } from "./send.ts";

const errorList = z.object({ errors: z.array(z.string()) });

/** Throws RedmineFailure for every answer that is not a success of Redmine's. `what` is the thing asked for. */
export function refuse(answer: Answer, what: string, sent: "read" | "write"): void {
  const { status, stranger } = answer;
  if (status >= 200 && status < 300 && !stranger) return;
  throw new RedmineFailure(failureIn(answer, what, sent));
}

function failureIn(answer: Answer, what: string, sent: "read" | "write"): Failure {
  const { status, stranger } = answer;
  if (status === 413) return { reason: "too_large", what, maxBytes: 0 };
  if (status === 429) return { reason: "unavailable", because: "busy", sent: "nothing", ...moreOf(answer) };
  if (status >= 500) return { reason: "unavailable", because: "server_error", sent, ...moreOf(answer) };
  if (stranger || status < 400) {
    return {
      reason: "not_redmine",
      because: status >= 300 && status < 400 ? "redirect" : "not_json",
      detail: `HTTP ${status}`,
      sent: status < 300 ? sent : "nothing",
      ...(stranger && { by: stranger }),
      location: answer.headers.get("location") ?? undefined,
    };
  }
  if (status === 403) return { reason: "forbidden", what };
  if (status === 404 || status === 410) return { reason: "not_found", what };
  if (status === 409) return { reason: "conflict", what };
  if (status === 422) return { reason: "invalid", errors: errorsOf(answer) };
  if (status === 400 || status === 412) return { reason: "invalid", errors: [] };
  return { reason: "not_redmine", because: "not_json", detail: `HTTP ${status}`, sent: "nothing" };
}

function errorsOf(answer: Answer): readonly string[] {
  const parsed = errorList.safeParse(answer.cut ? undefined : jsonIn(answer.body));
  return parsed.success ? parsed.data.errors.slice(0, 20) : [];
}
