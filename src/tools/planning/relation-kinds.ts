import { z } from "zod";

/** What a relation is called from the side of the first issue, and Redmine's word for it. */
const kinds = {
  "relates to": "relates",
  duplicates: "duplicates",
  "duplicated by": "duplicated",
  blocks: "blocks",
  "blocked by": "blocked",
  precedes: "precedes",
  follows: "follows",
  "copied to": "copied_to",
  "copied from": "copied_from",
} as const;

type Words = keyof typeof kinds;
const words = Object.keys(kinds) as [Words, ...Words[]]; // the keys of the literal above

export const relationWords = z.enum(words, { error: `give one of: ${words.join(", ")}` });

export function relationKind(said: Words): string {
  return kinds[said];
}

/** Only these have a delay, and move the dates of the issue that comes second. */
export function isSchedule(said: Words): boolean {
  return said === "precedes" || said === "follows";
}
