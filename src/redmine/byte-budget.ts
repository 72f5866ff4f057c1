import { RedmineFailure } from "./failure.ts";

/** What one tool call has in memory of large answers. */
export interface Held {
  /** Number of answers. */
  readonly count: number;
  add(release: () => void): void;
  releaseAll(): void;
}

export function createHeld(): Held {
  const releases: (() => void)[] = [];
  return {
    get count() {
      return releases.length;
    },
    add: (release) => {
      releases.push(release);
    },
    releaseAll: () => {
      for (const release of releases.splice(0)) release();
    },
  };
}

export interface ByteBudget {
  /**
   * Waits for its share of the budget; the returned function gives it back. Throws RedmineFailure `busy` at once where it may
   * not wait, and the signal's reason when that ends first.
   */
  reserve(bytes: number, options: { mayWait: boolean; signal: AbortSignal }): Promise<() => void>;
}

interface Waiting {
  bytes: number;
  start(): void;
}

/** How many bytes of large answers may be in memory at once, over all calls of the process. First come, first served. */
export function createByteBudget(total: number): ByteBudget {
  const waiting: Waiting[] = [];
  let free = total;

  const startNext = () => {
    for (let [next] = waiting; next && next.bytes <= free; [next] = waiting) {
      waiting.shift();
      next.start();
    }
  };

  const take = (bytes: number) => {
    free -= bytes;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += bytes;
      startNext();
    };
  };

  return {
    reserve: async (wanted, { mayWait, signal }) => {
      const bytes = Math.min(wanted, total);
      if (waiting.length === 0 && bytes <= free) return take(bytes);
      if (!mayWait) throw new RedmineFailure({ reason: "unavailable", because: "busy", sent: "read" });
      signal.throwIfAborted();

      return new Promise<() => void>((resolve, reject) => {
        const giveUp = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal.reason);
          startNext();
        };
        const entry: Waiting = {
          bytes,
          start: () => {
            signal.removeEventListener("abort", giveUp);
            resolve(take(bytes));
          },
        };
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.push(entry);
      });
    },
  };
}
