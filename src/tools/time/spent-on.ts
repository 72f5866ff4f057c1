import { ToolRefusal } from "../tool-refusal.ts";

/** Redmine's filter for days from one to another, either of which may be open. */
export function spentOn(from: string | undefined, to: string | undefined): { spent_on?: string } {
  if (from && to) {
    if (from > to) throw new ToolRefusal(`from (${from}) is later than to (${to}). Correct the dates and call again.`);
    return { spent_on: `><${from}|${to}` };
  }
  if (from) return { spent_on: `>=${from}` };
  if (to) return { spent_on: `<=${to}` };
  return {};
}
