/** Where a store is, as its URL says it. */
export type StoreTarget = { kind: "memory" } | { kind: "sqlite"; path: string } | RedisTarget;

export interface RedisTarget {
  kind: "redis";
  tls: boolean;
  host: string;
  port: number;
  database: number;
  username?: string;
  password?: string;
}

/** The URL names no store that we know; the message is a sentence for the operator and repeats no secret. */
export class StoreUrlError extends Error {
  override readonly name = "StoreUrlError";
}

const forms = "sqlite://path, redis://host:6379, rediss://host:6379 or memory:";

export function parseStoreUrl(url: string): StoreTarget {
  if (url === "memory:") return { kind: "memory" };
  if (url.startsWith("sqlite://")) return { kind: "sqlite", path: sqlitePath(url.slice("sqlite://".length)) };
  if (/^rediss?:\/\//.test(url)) return redisTarget(url);

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

function redisTarget(url: string): RedisTarget {
  const parsed = URL.parse(url);
  if (!parsed?.hostname)
    throw new StoreUrlError("A Redis URL looks like redis://user:password@host:6379/0 (rediss:// for TLS).");
  if (parsed.search || parsed.hash) throw new StoreUrlError("A Redis URL takes no parameters after “?” or “#”.");

  const database = /^\/?(\d{0,5})$/.exec(parsed.pathname)?.[1];
  if (database === undefined) {
    throw new StoreUrlError("The path of a Redis URL is the number of its database: redis://host:6379/0.");
  }

  const username = decoded(parsed.username);
  const password = decoded(parsed.password);
  return {
    kind: "redis",
    tls: parsed.protocol === "rediss:",
    host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(parsed.port || 6379),
    database: Number(database || 0),
    ...(username && { username }),
    ...(password && { password }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StoreUrlError("In the user or password of a Redis URL, write a “%” as %25.");
  }
}
