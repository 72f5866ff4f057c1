import KeyvRedis from "@keyv/redis";
import { redisCluster } from "./redis-cluster.ts";
import { connectTo, type RedisClient, type RedisLink, redisLink } from "./redis-connection.ts";
import { confirmWrites } from "./redis-replicas.ts";
import { sentinelLink } from "./redis-sentinel.ts";
import type { Address, RedisTarget } from "./redis-url.ts";
import { type Backend, unavailable } from "./store.ts";

const application = "redmine-fastmcp"; // keys are redmine-fastmcp:namespace:key

export interface RedisOptions {
  now: () => number;
  onError: (error: Error) => void;
}

/** Redis servers (6 or later), or whatever speaks their protocol, in one of three arrangements. */
export interface Redis {
  ask<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** One link, or one for each master of a cluster. */
  masters(): readonly RedisLink[];
  /** Writes count once a replica has them too. */
  readonly failsOver: boolean;
  close(): Promise<void>;
}

/** For messages: without credentials. */
export function nameOf(target: RedisTarget): string {
  switch (target.kind) {
    case "redis":
      return `Redis at ${shownAddress(target)}`;
    case "redis-sentinel":
      return `Redis master “${target.master}” of Sentinel ${target.sentinels.map(shownAddress).join(", ")}`;
    case "redis-cluster":
      return `Redis Cluster at ${target.nodes.map(shownAddress).join(", ")}`;
  }
}

const shownAddress = ({ host, port }: Address): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Throws StoreUnavailable if it cannot be reached now. */
export async function connectRedis(target: RedisTarget, onError: (error: Error) => void): Promise<Redis> {
  const name = nameOf(target);
  const { open, ...redis } = arranged(target, (error) => onError(unavailable(name, error)));
  try {
    await open();
    return redis;
  } catch (error) {
    await redis.close();
    throw unavailable(name, error);
  }
}

function arranged(target: RedisTarget, onLost: (error: unknown) => void): Redis & { open(): Promise<void> } {
  switch (target.kind) {
    case "redis": {
      const link = redisLink({ connect: (onError) => connectTo(target, target, onError), onLost });
      return { ...alone(link), failsOver: false };
    }
    case "redis-sentinel": {
      const { link, stop } = sentinelLink(target, onLost);
      const close = () => {
        stop();
        return link.close();
      };
      return { ...alone(link), failsOver: true, close };
    }
    case "redis-cluster":
      return { ...redisCluster(target, onLost), failsOver: true };
  }
}

const alone = (link: RedisLink) => ({
  open: link.open,
  ask: <T>(_: string, command: (client: RedisClient) => Promise<T>) => link.ask(command),
  masters: () => [link],
  close: link.close,
});

/** Redis itself lets records expire. */
export async function openRedis(target: RedisTarget, { now, onError }: RedisOptions): Promise<Backend> {
  const redis = await connectRedis(target, onError);
  const adapters = new WeakMap<RedisClient, KeyvRedis<string>>();

  function adapterOf(client: RedisClient): KeyvRedis<string> {
    const existing = adapters.get(client);
    if (existing) return existing;
    const adapter = new KeyvRedis<string>(client, {
      namespace: application,
      keyPrefixSeparator: ":",
      throwOnErrors: true, // else a lost connection reads “not found”
    });
    adapters.set(client, adapter);
    return adapter;
  }

  const keyOf = (key: string) => `${application}:${key}`;

  /** One command for one key. Atomic, also in a cluster; never repeated, since a lost reply does not tell whether it ran. */
  function change<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T> {
    return redis.ask(keyOf(key), async (client) => {
      const reply = await command(client);
      if (redis.failsOver) await confirmWrites(client);
      return reply;
    });
  }

  function write(key: string, value: string, ttlMs: number, condition?: "NX" | "XX") {
    // A lifetime, not a point in time as the adapter's own set writes: our clock need not be Redis's.
    const expiration = { type: "PX" as const, value: ttlMs };
    return change(key, (client) => client.set(keyOf(key), value, { expiration, ...(condition && { condition }) }));
  }

  return {
    name: nameOf(target),
    storage: {
      capabilities: { expires: true },
      get: (key) => redis.ask(keyOf(key), (client) => adapterOf(client).get(key)),
      set: async (key, value, expires) => (await write(key, value, Math.max(1, expires - now()))) === "OK",
      delete: (key) => change(key, (client) => adapterOf(client).delete(key)),
    },

    add: async (key, value, ttlMs) => (await write(key, value, ttlMs, "NX")) === "OK",
    replace: async (key, value, ttlMs) => (await write(key, value, ttlMs, "XX")) === "OK",

    async *keys(prefix) {
      const start = `${application}:`;
      const seen = new Set<string>(); // SCAN may name a key twice
      for (const master of redis.masters()) {
        let cursor = "0";
        do {
          const page = await master.ask((client) => client.scan(cursor, { MATCH: `${start}${prefix}*`, COUNT: 500 }));
          for (const key of page.keys) {
            if (!seen.has(key)) yield key.slice(start.length);
            seen.add(key);
          }
          cursor = page.cursor;
        } while (cursor !== "0");
      }
    },

    async ping() {
      await Promise.all(redis.masters().map((master) => master.ask((client) => client.ping())));
    },

    close: redis.close,
  };
}
