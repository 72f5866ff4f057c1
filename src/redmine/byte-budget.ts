import { RedmineFailure } from "./failure.ts";
import type { Person } from "./turns.ts";

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

/** For one tool call. Call `releaseAll` when the call ends. */
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
  reserve(
    bytes: number,
    options: { person: Person; patienceMs?: number | undefined; signal: AbortSignal },
  ): Promise<Share>;
}

export interface BudgetSizes {
  /** For everybody, first come, first served. */
  shared: number;
  /** Beside it, only for people who have no share: what one person holds, and for how long, keeps nobody else waiting. */
  kept: number;
}

interface Waiting {
  bytes: number;
  start(): void;
}

/** How many bytes of large answers may be in memory at once, over all calls of the process. Given out in turn by person. */
export function createByteBudget({ shared, kept }: BudgetSizes): ByteBudget {
  const queues = new Map<Person, Waiting[]>(); // in the order in which people are served next
  const shares = new Map<Person, number>(); // how many each has
  let used = 0;

  const fits = (person: Person, bytes: number) => used + bytes <= (shares.has(person) ? shared : shared + kept);

  const startNext = () => {
    for (const [person, queue] of [...queues]) {
      const [next] = queue;
      if (!next) continue;
      if (fits(person, next.bytes)) {
        leaveQueue(person, next);
        next.start();
        startNext();
        return;
      }
      if (!shares.has(person)) return; // nobody passes
    }
  };

  /** Others are before the person then. */
  const leaveQueue = (person: Person, entry: Waiting) => {
    const queue = queues.get(person)?.filter((each) => each !== entry) ?? [];
    queues.delete(person);
    if (queue.length > 0) queues.set(person, queue);
  };

  const take = (person: Person, bytes: number): Share => {
    used += bytes;
    shares.set(person, (shares.get(person) ?? 0) + 1);
    let held = bytes;
    const shrinkTo = (left: number) => {
      if (left >= held) return;
      used -= held - left;
      held = left;
      startNext();
    };
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      shrinkTo(0); // before the person counts as one without a share: others may have waited for this one
      const others = (shares.get(person) ?? 0) - 1;
      if (others > 0) shares.set(person, others);
      else shares.delete(person);
      startNext();
    };
    return { shrinkTo, release };
  };

  return {
    reserve: async (requested, { person, patienceMs, signal }) => {
      const bytes = Math.min(requested, shared);
      if (queues.size === 0 && fits(person, bytes)) return take(person, bytes);
      signal.throwIfAborted();

      return new Promise<Share>((resolve, reject) => {
        const leave = (reason: unknown) => {
          clearTimeout(patience);
          signal.removeEventListener("abort", onAbort);
          leaveQueue(person, entry);
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
            resolve(take(person, bytes));
          },
        };
        signal.addEventListener("abort", onAbort, { once: true });
        queues.set(person, [...(queues.get(person) ?? []), entry]);
        startNext();
      });
    },
  };
}
