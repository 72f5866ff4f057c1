import { LRUCache } from "lru-cache";

const burst = 10;
const oneEveryMs = 30_000; // clients refresh once an hour; each rotation leaves a mark in the store for two days

export interface RefreshPace {
  isTooFast(grant: string): boolean;
  /** Tells of a rotation; requests that race for one are not counted. */
  rotated(grant: string): void;
}

/** How often one grant rotates its tokens, counted in this process: a runaway client must not fill the store. */
export function refreshPace(now: () => number): RefreshPace {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: 10_000 });

  const leftOf = (grant: string) => {
    const bucket = buckets.get(grant);
    return bucket ? Math.min(burst, bucket.left + Math.max(now() - bucket.at, 0) / oneEveryMs) : burst;
  };

  return {
    isTooFast: (grant) => leftOf(grant) < 1,
    rotated: (grant) => void buckets.set(grant, { left: leftOf(grant) - 1, at: now() }),
  };
}
