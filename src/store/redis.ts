import KeyvRedis from "@keyv/redis";
import { connectRedis, type RedisConnectionOptions } from "./redis-connection.ts";
import type { Backend } from "./store.ts";
import { parseStoreUrl, type RedisTarget } from "./url.ts";

const application = "redmine-fastmcp"; // keys are redmine-fastmcp:namespace:key

export interface RedisOptions extends RedisConnectionOptions {
  now: () => number;
}

/** A Redis server (6 or later), or whatever speaks its protocol. Redis itself lets records expire. */
export async function openRedis(target: RedisTarget, { now, ...options }: RedisOptions): Promise<Backend> {
  const name = `Redis at ${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`;
  const { client, answer, close } = await connectRedis(target, name, options);
  const adapter = new KeyvRedis<string>(client, {
    namespace: application,
    keyPrefixSeparator: ":",
    throwOnErrors: true, // else a lost connection reads “not found”
  });

  function write(key: string, value: string, ttlMs: number, condition?: "NX" | "XX") {
    // A lifetime, not a point in time as the adapter's own set writes: our clock need not be Redis's.
    const expiration = { type: "PX" as const, value: ttlMs };
    return answer(
      client.set(adapter.createKeyPrefix(key, application), value, { expiration, ...(condition && { condition }) }),
    );
  }

  return {
    name,
    storage: {
      capabilities: { expires: true },
      get: (key) => answer(adapter.get(key)),
      set: async (key, value, expires) => (await write(key, value, Math.max(1, expires - now()))) === "OK",
      delete: (key) => answer(adapter.delete(key)),
    },

    add: async (key, value, ttlMs) => (await write(key, value, ttlMs, "NX")) === "OK",
    replace: async (key, value, ttlMs) => (await write(key, value, ttlMs, "XX")) === "OK",

    async *keys(prefix) {
      const start = `${application}:`;
      const seen = new Set<string>(); // SCAN may name a key twice
      let cursor = "0";
      do {
        const page = await answer(client.scan(cursor, { MATCH: `${start}${prefix}*`, COUNT: 500 }));
        for (const key of page.keys) {
          if (!seen.has(key)) yield key.slice(start.length);
          seen.add(key);
        }
        cursor = page.cursor;
      } while (cursor !== "0");
    },

    async ping() {
      await answer(client.ping());
    },

    close,
  };
}

/** What a Redis does when its memory is full; undefined when it does not tell, or for another store. */
export async function evictionPolicy(url: string): Promise<string | undefined> {
  const target = parseStoreUrl(url);
  if (target.kind !== "redis") return undefined;
  const { client, answer, close } = await connectRedis(target, "Redis", { onError: () => {} });

  try {
    // INFO is allowed where CONFIG is not, as with most hosted ones
    const memory = await answer(client.info("memory"));
    return /^maxmemory_policy:([a-z-]+)/m.exec(memory)?.[1];
  } catch {
    return undefined;
  } finally {
    await close();
  }
}
