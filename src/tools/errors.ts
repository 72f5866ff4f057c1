import type { z } from "zod";
import { clean, foreign, line, plain } from "../format/clean.ts";
import { strangerInWords } from "../redmine/answered-by.ts";
import { type Failure, RedmineFailure } from "../redmine/failure.ts";
import { LookupRefusal } from "../redmine/named-list.ts";

/** A refusal or a question that a tool puts to the model in its own words. */
export class ToolRefusal extends Error {
  override readonly name: string = "ToolRefusal";
  /** The message, with what others wrote in it marked by `foreign`. */
  readonly marked: string;

  constructor(message: string) {
    super(plain(message));
    this.marked = message;
  }
}

const boundary = /<\/?redmine-[0-9a-f]{8}>/g; // means something to models only

/**
 * A destructive tool says what it would take with it. Where the protocol lets the server ask, the person is asked; elsewhere
 * the model is told to, and to call again with `confirm`.
 */
export class ConfirmationNeeded extends ToolRefusal {
  readonly confirmation: { question: string; value: string };

  constructor(question: string, value: string) {
    super(
      `${question.trimEnd()}${question.endsWith("\n") ? "\n" : " "}Nothing was done yet. Ask the user; if they agree, call again with confirm: ${foreign(JSON.stringify(value), 500)}.`,
    );
    this.confirmation = { question: plain(question.replace(boundary, "")).trim(), value };
  }
}

export interface Situation {
  access: "read" | "write" | "destructive";
  /** Redmine permissions the tool needs. */
  scopes: readonly string[];
  /** Those it needs for some of what it does. */
  extraScopes: readonly string[];
  granted: ReadonlySet<string> | undefined;
}

/** The one place where what went wrong becomes words: what happened, and what to do next. */
export function explainError(error: unknown, situation: Situation): { text: string; outcome: string } {
  if (error instanceof ToolRefusal) return { text: clean(error.marked), outcome: "refused" };
  if (error instanceof LookupRefusal) return { text: error.marked, outcome: `${error.problem}_name` };
  if (error instanceof RedmineFailure)
    return { text: sentence(error.failure, situation), outcome: error.failure.reason };
  return {
    text: "Something went wrong in the Redmine connector itself. Trying again may help; if it does not, the administrator finds the cause in its log.",
    outcome: "internal",
  };
}

function sentence(failure: Failure, situation: Situation): string {
  switch (failure.reason) {
    case "forbidden":
      return forbidden(line(failure.what), situation);
    case "not_found":
      return notFound(line(failure.what));
    case "conflict":
      return `Somebody changed ${line(failure.what)} in the meantime, so nothing was saved. Read it again, merge, and save with the new version.`;
    case "invalid":
      return failure.errors.length > 0
        ? `Redmine refused: ${failure.errors.map((text) => foreign(text, 300)).join("; ")}. Nothing was saved. Correct this and try again.`
        : "Redmine refused the values without saying why. Nothing was saved. Check names, dates and ids, or change one field at a time.";
    case "too_large":
      return tooLarge(line(failure.what), failure.maxBytes);
    case "signed_out":
      return "Redmine no longer accepts this sign-in. Nothing was done. Ask the user to reconnect the Redmine connector and sign in again.";
    case "refused_again":
      return "Redmine refuses even what it gave this sign-in a moment ago. Nothing was done. Try again; if it persists, the administrator should check that Redmine's REST API is on and that no proxy removes the Authorization header.";
    case "account_unusable":
      return failure.because === "refused"
        ? "Redmine refuses every request of this account, though its REST API is on. Nothing was done. The user should ask their Redmine administrator."
        : "Redmine fails on every request of this account and on no other: it is probably locked. Nothing was done. The user should ask their Redmine administrator.";
    case "rest_disabled":
      return "Redmine's REST API is turned off. An administrator can enable it under Administration → Settings → API.";
    case "application_refused":
      return "Redmine does not accept this server's OAuth application. Its administrator must check the application id and secret.";
    case "unavailable":
      return outage(failure);
    case "not_redmine":
      return notRedmine(failure);
    case "too_many_requests":
      return `This call needed more than ${failure.most} requests to Redmine and was stopped. What it had changed by then stays changed. Ask for less in one call: fewer names, records or a narrower filter.`;
    case "aborted":
      return "The call was cancelled.";
  }
}

/** Redmine answers a missing scope and a missing permission the same way; what we were granted tells them apart. */
function forbidden(what: string, { scopes, extraScopes, granted }: Situation): string {
  const lacking = (needed: readonly string[]) => (granted ? needed.filter((scope) => !granted.has(scope)) : []);
  const missing = lacking(scopes);
  if (missing.length > 0) {
    return `Redmine refused access to ${what}. This sign-in lacks the permission ${missing.join(", ")}: the user can sign in again, or the administrator allows it for this connector.`;
  }
  const perhaps = lacking(extraScopes);
  const or = perhaps.length > 0 ? ` Or it needs one that this sign-in lacks: ${perhaps.join(", ")}.` : "";
  return `Redmine does not let this user do that with ${what}: the account lacks the permission, the project is closed or the module is off. Nothing was done.${or} A project manager or administrator can change that.`;
}

/** `what` with an article (“the members of Alpha”) or without (“issue #7”). */
function notFound(what: string): string {
  const missing = /^(the|a|an) /i.test(what) ? `Redmine did not find ${what}` : `Redmine has no ${what}`;
  return `${missing}, or its project does not use that module, or this user may not see it. Check the number or name.`;
}

function tooLarge(what: string, maxBytes: number): string {
  if (maxBytes === 0) return `Too large: ${what}. Redmine, or a proxy in front of it, takes less. Nothing was saved.`;
  const size = maxBytes >= 1_000_000 ? `${Math.floor(maxBytes / 1_000_000)} MB` : `${maxBytes} bytes`;
  return `Too large to read: ${what}. This server reads at most ${size} in one answer. Ask for less: fewer records (limit, and offset to step over a large one), or one of its parts; a person can open it in Redmine.`;
}

function notRedmine({ by, because, sent, isUnchanged }: Extract<Failure, { reason: "not_redmine" }>): string {
  const unknown = isUnchanged
    ? " The record is as it was before: nothing was saved so far."
    : sent === "write"
      ? " The change may or may not have been saved: read the record before trying again."
      : "";
  if (by) return `${strangerInWords(by)}${unknown}`;
  if (because === "cut_off")
    return `Redmine's answer broke off in the middle.${unknown || " Try again, or ask for less."}`;
  if (because === "redirect") {
    return "Redmine redirected the request to another address. Check the number or name; if others fail too, the administrator should check REDMINE_URL.";
  }
  return `Redmine's answer was not in the expected form: a plugin may have changed it, or REDMINE_URL leads elsewhere.${unknown} The administrator should check that.`;
}

function outage(failure: Extract<Failure, { reason: "unavailable" }>): string {
  const wait = failure.retryAfter ? ` It asks to wait ${inWords(failure.retryAfter)} before the next try.` : "";
  if (failure.isUnchanged) {
    const still =
      failure.because === "timeout" ? " Redmine may still be at work: read it again before the next try." : "";
    return `Redmine did not confirm the change, and the record is as it was before: nothing was saved so far.${still}${wait}`;
  }
  if (failure.sent === "write") {
    return `Redmine did not confirm the change, so it may or may not have been saved. Read the record before trying again.${wait}`;
  }
  const again = wait || " Try again in a moment.";
  switch (failure.because) {
    case "timeout":
      return "Redmine took too long to answer. Try again, or ask for less.";
    case "unreachable":
      return "Redmine cannot be reached right now. Try again in a minute.";
    case "broken_off":
      return "Redmine's answer broke off in the middle. Try again, or ask for less.";
    case "tls":
      return "The secure connection to Redmine failed (certificate). The administrator must fix it.";
    case "busy":
      return failure.retryAfter
        ? `Redmine, or a proxy in front of it, limits how many requests it takes.${again}`
        : `Too many requests are waiting for Redmine.${again}`;
    case "sign_in_store":
      return "This connector cannot reach its own storage right now. Nothing was done. Try again in a minute.";
    case "server_error":
      return failure.by
        ? `${strangerInWords(failure.by)}${wait}`
        : `Redmine failed with an error of its own.${wait || " Try again; if it persists, the Redmine administrator should look at its log."}`;
  }
}

/** “30 seconds”, “5 minutes”. */
function inWords(seconds: number): string {
  const [number, unit] = seconds < 120 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

/** Bad arguments, by field, with the parameters there are. The error must report its input. */
export function explainInput(tool: string, error: z.ZodError, known: readonly string[]): string {
  const rows = error.issues.slice(0, 10).map((issue) => {
    if (issue.code === "unrecognized_keys") {
      return `unknown parameter ${issue.keys
        .slice(0, 5)
        .map((key) => line(key, 40))
        .join(", ")} (there are: ${known.join(", ")})`;
    }
    const at = issue.path.map((step) => line(String(step), 40)).join(".") || "arguments";
    const words = issue.message.replace(/^Invalid (input|option): /, "");
    if (!isMissing(issue)) return `${at}: ${words}`;
    return `${at} is required${issue.code === "invalid_type" && words !== issue.message ? ` (${issue.expected})` : `: ${words}`}`;
  });
  return `${tool} was not run: ${rows.join("; ")}. Correct the arguments and call again.`;
}

/** JSON has no undefined: where that is the input there was none. */
function isMissing({ input, path }: z.core.$ZodIssue): boolean {
  return input === undefined && path.length > 0;
}
