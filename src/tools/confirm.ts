import { z } from "zod";
import type { Quote } from "../format/text.ts";
import { failureOf } from "../redmine/failure.ts";
import { ConfirmationNeeded, ToolRefusal } from "./errors.ts";
import { notMade, sendAndRead } from "./write-result.ts";

export const confirm = z.string().max(500).optional(); // the first answer says what it must hold

/** What is about to be deleted, as read from Redmine just now. */
export interface Deletion {
  /** "issue #12" */
  what: string;
  /** Its name, which the confirmation must hold: other people's words on one line. */
  name: string;
  /** More of what people wrote, to know it by. */
  about?: string;
  /** What else goes with it: "3 subtasks (#13, #14, #15)"; our own words and numbers. */
  with: readonly (string | false | undefined)[];
  /** What does not go, or happens besides. Sentences of ours. */
  besides?: readonly (string | false | undefined)[];
}

/** Throws the question until it was answered with the name. */
export function confirmed(deletion: Deletion, answer: string | undefined, quote: Quote): void {
  const { what, name, about, with: also, besides = [] } = deletion;
  if (answer?.trim() === name.trim()) return;

  const gone = also.filter((each) => typeof each === "string");
  const question = [
    answer !== undefined && "confirm does not hold the name.",
    `Delete ${what}?`,
    gone.length > 0 ? `With it go, for good: ${gone.join(", ")}.` : "Nothing else goes with it.",
    ...besides,
  ];
  const quoted = quote(about ? `${name}\n${about}` : name);
  throw new ConfirmationNeeded(`${question.filter(Boolean).join(" ")}\n${quoted}\n`, name);
}

/** "3 notes", "1 note", or undefined for none. */
export function countIfAny(number: number | undefined, one: string, many = `${one}s`): string | undefined {
  return number ? `${number} ${number === 1 ? one : many}` : undefined;
}

/** Sends a deletion; returns an error that leaves open whether it was done, to be told after a look. */
export async function attempt(deletion: Promise<unknown>): Promise<unknown> {
  const { error } = await sendAndRead(deletion, async () => true);
  return error;
}

/** Looks again after a deletion. Throws where the record is still there. */
export async function gone(what: string, look: Promise<unknown>, error?: unknown): Promise<string> {
  const reason = await look.then(
    () => "there" as const,
    (failure: unknown) => failureOf(failure)?.reason,
  );
  if (reason === "there" && error !== undefined) throw notMade(error);
  if (reason === "there") {
    throw new ToolRefusal(`Redmine accepted the deletion of ${what}, but it is still there. Look again in a minute.`);
  }
  // what the user could read before and cannot now is gone too: Redmine says 403 or 404
  const sure = reason === "not_found" || reason === "forbidden";
  if (!sure && error !== undefined) throw error;
  if (!sure) return `Redmine accepted the deletion of ${what}; it could not be looked at again.`;
  return `Deleted: ${what}.${error === undefined ? "" : " Redmine did not confirm it, but it is gone."}`;
}
