import { RedmineFailure } from "./failure.ts";

/** A share of the budget. */
export interface Share {
  /** Gives back what was reserved beyond `bytes`. */
  shrinkTo(bytes: number): void;
  release(): void;
}

/** What one tool call has in memory of large answers. */
export interface Held {
  /** Number of answers, those that wait for their share among them. */
  count: number;
  add(share: Share): void;
  releaseAll(): void;
}

export function createHeld(): Held {
  const shares: Share[] = [];
  return {
    count: 0,
    add: (share) => {
      shares.push(share);
    },
    releaseAll() {
      for (const share of shares.splice(0)) share.release();
      this.count = 0;
    },
  };
}

export interface ByteBudget {
  /** Waits for a share. Throws RedmineFailure `busy` after `patienceMs`, and the signal's reason when that ends first. */
  reserve(bytes: number, options: { patienceMs?: number | undefined; signal: AbortSignal }): Promise<Share>;
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

  const take = (bytes: number): Share => {
    free -= bytes;
    let own = bytes;
    const shrinkTo = (left: number) => {
      if (left >= own) return;
      free += own - left;
      own = left;
      startNext();
    };
    return { shrinkTo, release: () => shrinkTo(0) };
  };

  return {
    reserve: async (requested, { patienceMs, signal }) => {
      const bytes = Math.min(requested, total);
      if (waiting.length === 0 && bytes <= free) return take(bytes);
      signal.throwIfAborted();

      return new Promise<Share>((resolve, reject) => {
        const leave = (reason: unknown) => {
          clearTimeout(patience);
          signal.removeEventListener("abort", onAbort);
          waiting.splice(waiting.indexOf(entry), 1);
          reject(reason);
          startNext();
        };
        const onAbort = () => leave(signal.reason);
        const busy = new RedmineFailure({ reason: "unavailable", because: "busy", sent: "read" });
        const patience = patienceMs === undefined ? undefined : setTimeout(() => leave(busy), patienceMs);
        const entry: Waiting = {
          bytes,
          start: () => {
            clearTimeout(patience);
            signal.removeEventListener("abort", onAbort);
            resolve(take(bytes));
          },
        };
        signal.addEventListener("abort", onAbort, { once: true });
        waiting.push(entry);
      });
    },
  };
}
