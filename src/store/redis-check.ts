import { connectRedis, nameOf } from "./redis.ts";
import { hasReplicas } from "./redis-replicas.ts";
import { findMaster } from "./redis-sentinel.ts";
import type { RedisTarget } from "./redis-url.ts";

/** What an operator should know of a Redis before it matters. */
export interface RedisCheck {
  name: string;
  /** What each master does when its memory is full; undefined where it does not tell. */
  evictionPolicies: (string | undefined)[];
  /** Masters, and how many of them have a replica that is in step. */
  masters: number;
  replicated: number;
  /** Every master refuses writes while it has no replica (min-replicas-to-write). */
  refusesAlone: boolean;
  sentinels?: { answered: number; named: number };
}

/** Opens its own connections and asks each master. Throws when Redis cannot be reached. */
export async function checkRedis(target: RedisTarget): Promise<RedisCheck> {
  const redis = await connectRedis(target, () => {});
  try {
    // INFO is allowed where CONFIG is not, as with most hosted ones
    const details = await Promise.all(
      redis.masters().map(async (master) => ({
        memory: await master.ask((client) => client.info("memory")).catch(() => ""),
        replication: await master.ask((client) => client.info("replication")).catch(() => ""),
        hasReplicas: await master.ask(hasReplicas).catch(() => false),
      })),
    );
    return {
      name: nameOf(target),
      evictionPolicies: details.map(({ memory }) => /^maxmemory_policy:([a-z-]+)/m.exec(memory)?.[1]),
      masters: details.length,
      replicated: details.filter((master) => master.hasReplicas).length,
      refusesAlone: details.every(({ replication }) => /^min_slaves_good_slaves:/m.test(replication)),
      ...(target.kind === "redis-sentinel" && {
        sentinels: { answered: (await findMaster(target)).sentinels, named: target.sentinels.length },
      }),
    };
  } finally {
    await redis.close();
  }
}
