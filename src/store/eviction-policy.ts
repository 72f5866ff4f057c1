import { connectRedis } from "./redis-connection.ts";
import { parseStoreUrl } from "./url.ts";

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
