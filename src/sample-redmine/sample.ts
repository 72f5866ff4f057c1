import type { Timestamp } from "./records.ts";
import type { State } from "./state.ts";
import type { Switches } from "./switches.ts";

/** What every part of the sample works on. */
export type Sample = {
  state: State;
  switches: Switches;
  /** Milliseconds; tests turn this clock. */
  now: () => number;
  /** Without a slash at the end; its path is the sub-URI. */
  baseUrl: string;
};

export const timestamp = (sample: Sample): Timestamp => `${new Date(sample.now()).toISOString().slice(0, 19)}Z`;

export const today = (sample: Sample): string => new Date(sample.now()).toISOString().slice(0, 10);
