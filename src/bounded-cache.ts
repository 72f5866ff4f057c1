import { LRUCache } from "lru-cache";

export type BoundedCache<V extends object> = LRUCache<string, V>;

/**
 * At most `maxEntries`, for at most `lifetimeMs`; the least recently used goes first.
 * `maxSize` instead of lru-cache's `max`, which allocates all places at once: 10 ms and a megabyte for 20,000.
 */
export function boundedCache<V extends object>(maxEntries: number, lifetimeMs?: number): BoundedCache<V> {
  return new LRUCache({
    maxSize: maxEntries,
    sizeCalculation: () => 1,
    ...(lifetimeMs !== undefined && { ttl: lifetimeMs }),
  });
}
