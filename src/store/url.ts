import { parseRedisUrl, type RedisTarget } from "./redis-url.ts";
import { StoreUrlError } from "./store-url-error.ts";

/** Where a store is, as its URL says it. */
export type StoreTarget = { kind: "memory" } | { kind: "sqlite"; path: string } | RedisTarget;

const forms = "sqlite://path, redis://host:6379, rediss://host:6379, redis+sentinel://…, redis+cluster://… or memory:";

/** Reads TOKEN_STORE_URL. Throws StoreUrlError, whose message repeats nothing of the URL but its scheme. */
export function parseStoreUrl(url: string): StoreTarget {
  if (url === "memory:") return { kind: "memory" };
  if (url.startsWith("sqlite://")) return { kind: "sqlite", path: sqlitePath(url.slice("sqlite://".length)) };
  const redis = parseRedisUrl(url);
  if (redis) return redis;

  // Only a scheme is repeated: anything else may be a password that ended up in the wrong place.
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1];
  throw new StoreUrlError(
    scheme ? `There is no store for ${scheme}:// URLs; use ${forms}.` : `A store URL looks like ${forms}.`,
  );
}

function sqlitePath(path: string): string {
  if (path === "" || path.endsWith("/")) {
    throw new StoreUrlError(
      "A sqlite:// URL names a file: sqlite://./tokens.db, or sqlite:///data/tokens.db from the root.",
    );
  }
  if (path.startsWith("~")) {
    throw new StoreUrlError("A sqlite:// URL does not know ~; write the whole path: sqlite:///home/you/tokens.db.");
  }
  if (path.startsWith(":")) {
    throw new StoreUrlError("For a store that forgets everything when the server stops, use memory:.");
  }
  if (/[?#\0]/.test(path)) {
    throw new StoreUrlError("A sqlite:// URL is a plain path: no “?” and no “#”.");
  }
  return path;
}
