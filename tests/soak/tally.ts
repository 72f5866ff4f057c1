import type { Outcome } from "./user.ts";

/** What happened in one minute. */
interface Minute {
  right: number;
  wrong: number;
  loggedOut: number;
  /** By what stands behind them. */
  excused: number;
  unexcused: number;
  causes: Map<string, number>;
  megabytes: number[];
  events: string[];
}

/** Counts outcomes by minute, and says at the end whether the promises held. */
export function createTally(began: number) {
  const minutes: Minute[] = [];
  const wrongs: string[] = [];

  function now(): Minute {
    const index = Math.floor((Date.now() - began) / 60_000);
    minutes[index] ??= {
      ...{ right: 0, wrong: 0, loggedOut: 0, excused: 0, unexcused: 0 },
      ...{ causes: new Map(), megabytes: [], events: [] },
    };
    return minutes[index];
  }

  return {
    /** `isExcused`: Redmine or its store is away, or was a moment ago. */
    count(outcome: Outcome, words: string, isExcused: boolean): void {
      const minute = now();
      switch (outcome) {
        case "right":
          minute.right += 1;
          return;
        case "outage": {
          if (isExcused) minute.excused += 1;
          else minute.unexcused += 1;
          const cause = `${isExcused ? "" : "WITHOUT REASON: "}${words.replace(/\s+/g, " ").slice(0, 110)}`;
          minute.causes.set(cause, (minute.causes.get(cause) ?? 0) + 1);
          return;
        }
        case "wrong":
          minute.wrong += 1;
          break;
        case "logged out":
          minute.loggedOut += 1;
          break;
      }
      wrongs.push(`${Math.round((Date.now() - began) / 1000)} s: ${outcome}: ${words}`);
    },
    event: (what: string) => void now().events.push(what),
    resident(megabytes: number[]): void {
      now().megabytes = megabytes;
    },

    table(): string {
      const rows = [...minutes.entries()].flatMap(([index, minute]) => {
        if (!minute) return [];
        const { right, wrong, loggedOut, excused, unexcused, causes, megabytes, events } = minute;
        const figures = [index, right, wrong, loggedOut, excused, unexcused].map((figure) =>
          String(figure).padStart(6),
        );
        const why = [...causes].map(([cause, count]) => `${"".padStart(44)}${count} × ${cause}`);
        return [`${figures.join(" ")}   ${megabytes.join(" / ").padEnd(11)} ${events.join(", ")}`, ...why];
      });
      return ["minute  right  wrong   out  excused without  RSS, MB     events", ...rows].join("\n");
    },

    /** The promises that were broken, one sentence each. */
    broken(mostMegabytes: number): string[] {
      const sum = (of: (minute: Minute) => number) =>
        minutes.reduce((total, minute) => total + (minute ? of(minute) : 0), 0);
      const [wrong, out] = [sum((minute) => minute.wrong), sum((minute) => minute.loggedOut)];
      const unexcused = sum((minute) => minute.unexcused);
      const largest = minutes.map((minute) => Math.max(0, ...(minute?.megabytes ?? [])));
      const settled = largest.slice(2, Math.max(3, Math.ceil(largest.length / 3)));
      const grown = Math.max(0, ...largest.slice(-3)) - Math.max(0, ...settled);
      return [
        ...(wrong > 0 ? [`${wrong} answers were wrong`] : []),
        ...(out > 0 ? [`${out} times somebody was signed out`] : []),
        ...(unexcused > 0 ? [`${unexcused} requests failed while nothing was away`] : []),
        ...(Math.max(0, ...largest) > mostMegabytes ? [`a server had more than ${mostMegabytes} MB`] : []),
        ...(largest.length >= 9 && grown > 40 ? [`memory grew by ${grown} MB after the first third`] : []),
        ...wrongs.slice(0, 20).map((line) => `  ${line}`),
      ];
    },
  };
}
