import { line } from "../../format/clean.ts";
import { parseHours } from "../../format/hours.ts";
import { ToolRefusal } from "../tool-refusal.ts";

/** Hours from the forms people write. `done` is what did not happen where they are none. */
export function durationOf(given: string | number, done: "logged" | "changed"): number {
  const spent = parseHours(given);
  if (spent !== undefined && spent > 0 && spent <= 1_000) return spent;
  throw new ToolRefusal(
    `hours: “${line(String(given), 30)}” is no duration. Give hours as 1.5, 1:30 or 1h30m. Nothing was ${done}.`,
  );
}
