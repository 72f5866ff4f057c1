import { setTimeout as sleep } from "node:timers/promises";
import type { RenewalsQueue } from "../../rate-limits.ts";
import type { Store } from "../../store/store.ts";
import { lifetime } from "../records.ts";

const pollMs = 50; // a renewal at Redmine takes 0.3 s

interface Waiting<T> {
  /** How long to wait for another process that holds the lock. */
  patienceMs: number;
  /** Called after each wait: a result here means that the other process has done the work. */
  checkDone?: () => Promise<{ result: T } | undefined>;
  /** Where an attempt waits for its turn. It leaves before it waits for another process, so that such waiting takes no place. */
  queue?: RenewalsQueue;
  /** The clock that decides whether the lease has passed, ms since 1970. */
  now?: () => number;
}

/**
 * Runs `work` while this process holds the lock of that name, across replicas. The lease lasts `lifetime.lock`, so a process
 * that dies leaves no lock behind. "busy": another process held it for all of `patienceMs`, and `work` did not run.
 */
export async function withLock<T>(
  store: Store,
  name: string,
  work: () => Promise<T>,
  { patienceMs, checkDone, queue = atOnce, now = Date.now }: Waiting<T>,
): Promise<T | "busy"> {
  const until = performance.now() + patienceMs;
  const attempt = async (): Promise<{ result: T } | "held"> => {
    const leaseEnds = now() + lifetime.lock;
    if (!(await store.add("lock", name, "1", lifetime.lock))) return "held";
    try {
      return { result: await work() };
    } finally {
      // after the lease the lock may belong to another process
      if (now() < leaseEnds) await store.delete("lock", name).catch(() => undefined); // it also expires
    }
  };

  for (let left = patienceMs; left > 0; left = until - performance.now()) {
    const tried = await queue(attempt, left);
    if (tried === "busy") return "busy";
    if (tried !== "held") return tried.result;

    await sleep(pollMs);
    const done = await checkDone?.();
    if (done) return done.result;
  }
  return "busy";
}

const atOnce: RenewalsQueue = (work) => work();

/** The same, but after a second without the lock the work runs all the same: a race must not make its result wrong. */
export async function withLockIfPossible<T>(store: Store, name: string, work: () => Promise<T>): Promise<T> {
  const result = await withLock(store, name, work, { patienceMs: 1_000 });
  return result === "busy" ? work() : result;
}
