import type { Day, Timestamp } from "../records.ts";

const dayMs = 86_400_000;

/** The stories count days from today, so that they never look old: −3 is three days ago. */
export interface Calendar {
  day(on: number): Day;
  /** `clock` is like 09:30. */
  time(on: number, clock?: string): Timestamp;
}

export function calendarFrom(now: number): Calendar {
  const day = (on: number) => new Date(now + on * dayMs).toISOString().slice(0, 10);
  return { day, time: (on, clock = "09:00") => `${day(on)}T${clock}:00Z` };
}
