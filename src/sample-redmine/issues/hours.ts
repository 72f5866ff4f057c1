import { type Param, text } from "../web/params.ts";

/** “1.5”, “1,5”, “1:30”, “1h30”, “2h”, “90m” or a number; null for nothing. */
export function readHours(value: Param): number | null | "unreadable" {
  if (typeof value === "number") return value < 0 ? "unreadable" : value;
  const written = text(value)?.trim() ?? "";
  if (written === "") return null;

  const clock = written.match(/^(\d+):(\d{1,2})$/) ?? written.match(/^(\d+)\s*h(?:ours?)?\s*(\d{1,2})\s*m?$/i);
  if (clock) return Number(clock[1]) + Number(clock[2]) / 60;
  const whole = written.match(/^(\d+(?:[.,]\d+)?)\s*(?:h|hours?)?$/i);
  if (whole) return Number(whole[1]?.replace(",", "."));
  const minutes = written.match(/^(\d+)\s*m(?:in)?$/i);
  return minutes ? Number(minutes[1]) / 60 : "unreadable";
}
