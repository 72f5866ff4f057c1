import { z } from "zod";
import { connectTo, type RedisClient, type RedisLink, redisLink, within } from "./redis-connection.ts";
import type { Address, SentinelRedis } from "./redis-url.ts";

const sentinelWithinMs = 1_000;
const lookEveryMs = 5_000;

export interface Master extends Address {
  /** Sentinels that answered. */
  sentinels: number;
  /** How many times Sentinel has changed what it says of this master. */
  epoch: number;
}

/** A link to the server that the Sentinels call the master, wherever it is. */
export function sentinelLink(
  target: SentinelRedis,
  onLost: (error: unknown) => void,
): { link: RedisLink; stop: () => void } {
  let current: Master | undefined;

  const link = redisLink({
    async connect(onError) {
      const master = await findMaster(target);
      const client = await connectTo(master, target, onError);
      await refuseReplica(client);
      current = master;
      return client;
    },
    onLost,
  });

  // A master that is cut off from the Sentinels is replaced while our connection to it still works.
  const watch = setInterval(async () => {
    if (!link.isUp) return;
    const before = current;
    const now = await findMaster(target).catch(() => undefined);
    if (!before || !now || before !== current || now.epoch < before.epoch) return;
    if (now.host !== before.host || now.port !== before.port) link.renew(new Error("Sentinel names another master"));
  }, lookEveryMs);
  watch.unref();

  return { link, stop: () => clearInterval(watch) };
}

/** Sentinel protocol for clients: a server that was just named may not have taken over yet. */
async function refuseReplica(client: RedisClient): Promise<void> {
  try {
    const state = await within(client.role(), sentinelWithinMs, () => {});
    if (state?.role !== "master") throw new Error("the server that Sentinel names is not a master yet");
  } catch (error) {
    client.destroy();
    throw error;
  }
}

/** What the Sentinel with the latest configuration says; one that was cut off has an older one. */
export async function findMaster(target: SentinelRedis): Promise<Master> {
  const answers = await Promise.allSettled(target.sentinels.map((sentinel) => askSentinel(sentinel, target)));
  const masters = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const [latest] = masters.sort((a, b) => b.epoch - a.epoch);
  if (latest) return { ...latest, sentinels: masters.length };

  const reasons = answers.map((answer, index) => {
    const { host, port } = target.sentinels[index] ?? {};
    return `${host}:${port}: ${answer.status === "rejected" ? messageOf(answer.reason) : ""}`;
  });
  throw new Error(`no Sentinel names a master “${target.master}” (${reasons.join("; ")})`);
}

const named = z.object({
  ip: z.string().min(1),
  port: z.coerce.number(),
  "config-epoch": z.coerce.number().default(0),
});

async function askSentinel(address: Address, target: SentinelRedis): Promise<Omit<Master, "sentinels">> {
  const { tls, sentinelUsername: username, sentinelPassword: password } = target;
  const login = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
  const asking = async () => {
    const client = await connectTo(address, { tls, database: 0, ...login }, () => {});
    try {
      return await client.sendCommand(["SENTINEL", "MASTER", target.master]);
    } finally {
      client.destroy();
    }
  };
  const { ip, port, "config-epoch": epoch } = named.parse(fieldsOf(await within(asking(), sentinelWithinMs, () => {})));
  return { host: ip, port, epoch };
}

/** A map in version 3 of the protocol, a flat list in version 2. */
function fieldsOf(reply: unknown): unknown {
  if (!Array.isArray(reply)) return reply;
  return Object.fromEntries(
    reply.flatMap((name, index) => (index % 2 === 0 ? [[String(name), reply[index + 1]]] : [])),
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
