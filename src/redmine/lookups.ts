import { boundedCache } from "../bounded-cache.ts";
import { failureOf } from "./failure.ts";

/** Names and ids of one person's Redmine, remembered for five minutes. */
export interface Lookups {
  /** `kind` names the list ("trackers", "members:12"); concurrent callers share one load. */
  get<T>(kind: string, load: () => Promise<T>): Promise<T>;
  /** Drops a list, so that the next `get` asks Redmine: a name that is not found may be new. */
  forget(kind: string): void;
  /** Whether the list was loaded less than 30 seconds ago. */
  isRecent(kind: string): boolean;
}

const lifetimeMs = 5 * 60_000;
const recentMs = 30_000;
const maxLists = 5_000; // over all grants; a list holds at most a few hundred names

/** One cache for the whole process; `of(key)` is the part of one sign-in. */
export function createLookups(): { of(key: string): Lookups } {
  const lists = boundedCache<Promise<object>>(maxLists, lifetimeMs);

  return {
    of: (key) => ({
      get: <T>(kind: string, load: () => Promise<T>): Promise<T> => {
        const listKey = `${key}\n${kind}`;
        const cached = lists.get(listKey);
        // what stands under a kind was loaded by that kind's one loader; whoever began it may have been cancelled
        if (cached) return (cached as Promise<T>).catch((error) => (isAborted(error) ? load() : Promise.reject(error)));
        const loading = load();
        lists.set(listKey, loading as Promise<object>);
        loading.catch(() => lists.get(listKey) === loading && lists.delete(listKey));
        return loading;
      },
      forget: (kind) => {
        lists.delete(`${key}\n${kind}`);
      },
      isRecent: (kind) => lists.getRemainingTTL(`${key}\n${kind}`) > lifetimeMs - recentMs,
    }),
  };
}

function isAborted(error: unknown): boolean {
  return failureOf(error)?.reason === "aborted";
}
