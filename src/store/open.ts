import { overKeyv } from "./over-keyv.ts";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { parseStoreUrl } from "./url.ts";

export interface OpenStoreOptions {
  /** The clock that decides what is expired. Redis uses its own: every replica then agrees. */
  now?: () => number;
  /** Told what went wrong beside any call: Redis was lost, expired rows or the file's mode resist. */
  onError?: (error: Error) => void;
}

/** Opens the store that the URL names; throws StoreUrlError for a URL it does not know, StoreUnavailable if nothing answers. */
export async function openStore(url: string, options: OpenStoreOptions = {}): Promise<Store> {
  const target = parseStoreUrl(url);
  const now = options.now ?? Date.now;
  const onError = options.onError ?? (() => {});

  switch (target.kind) {
    case "memory":
      return overKeyv(await openSqlite(":memory:", { now, onError }), now);
    case "sqlite":
      return overKeyv(await openSqlite(target.path, { now, onError }), now);
    case "redis":
    case "redis-sentinel":
    case "redis-cluster":
      // its client is large, and a server with SQLite does not need it
      return overKeyv(await (await import("./redis.ts")).openRedis(target, { now, onError }), now);
  }
}

type Operation = Exclude<keyof Store, "keys" | "close">;
type Observe = (operation: Operation, outcome: "ok" | "failed", ms: number) => void;

/** Wraps the store and reports every operation with its outcome and duration. */
export function withTiming(store: Store, observe: Observe): Store {
  async function watch<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    let outcome: "ok" | "failed" = "failed";
    try {
      const result = await work();
      outcome = "ok";
      return result;
    } finally {
      observe(operation, outcome, performance.now() - begun);
    }
  }

  return {
    ...store,
    get: (namespace, key) => watch("get", () => store.get(namespace, key)),
    set: (...args) => watch("set", () => store.set(...args)),
    add: (...args) => watch("add", () => store.add(...args)),
    replace: (...args) => watch("replace", () => store.replace(...args)),
    delete: (namespace, key) => watch("delete", () => store.delete(namespace, key)),
    ping: () => watch("ping", () => store.ping()),
  };
}
