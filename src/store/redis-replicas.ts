import type { RedisClient } from "./redis-connection.ts";

const confirmWithinMs = 500;

/**
 * Resolves when a replica has everything that this connection has written, so that a failover loses none of it. Throws when
 * the master has replicas and none confirms. A master without any is taken as it is: whether it then accepts writes at all is
 * min-replicas-to-write's to decide.
 */
export async function confirmWrites(client: RedisClient): Promise<void> {
  // WAIT with no replica takes its whole time, in which the connection answers nothing else
  if (withoutReplicas.has(client) && !(await hasReplicas(client))) return;
  withoutReplicas.delete(client);

  if ((await client.wait(1, confirmWithinMs)) > 0) return;
  if (await hasReplicas(client)) throw new Error(`no replica confirmed a write within ${confirmWithinMs} ms`);
  withoutReplicas.add(client);
}

const withoutReplicas = new WeakSet<RedisClient>();

/** Replicas that are in step with this master. */
export async function hasReplicas(client: RedisClient): Promise<boolean> {
  const state = await client.role();
  return state?.role === "master" && (state.replicas?.length ?? 0) > 0;
}
