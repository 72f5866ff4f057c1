import { z } from "zod";
import type { Quote } from "../../format/quote.ts";
import { ConfirmationNeeded } from "../tool-refusal.ts";

export const confirm = z.string().max(500).optional().describe("what the first answer asks for");

/** What is about to be deleted, as read from Redmine just now. */
export interface Doomed {
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
export function confirmed(doomed: Doomed, given: string | undefined, quote: Quote): void {
  const { what, name, about, with: also, besides = [] } = doomed;
  if (given?.trim() === name.trim()) return;

  const gone = also.filter((each) => typeof each === "string");
  const question = [
    given !== undefined && "confirm does not hold the name.",
    `Delete ${what}?`,
    gone.length > 0 ? `With it go, for good: ${gone.join(", ")}.` : "Nothing else goes with it.",
    ...besides,
  ];
  const told = quote(about ? `${name}\n${about}` : name);
  throw new ConfirmationNeeded(`${question.filter(Boolean).join(" ")}\n${told}\n`, name);
}

/** "3 notes", "1 note", or undefined for none. */
export function count(number: number | undefined, one: string, many = `${one}s`): string | undefined {
  return number ? `${number} ${number === 1 ? one : many}` : undefined;
}
