import { setTimeout as sleep } from "node:timers/promises";
import { connectTo, type RedisClient, type RedisLink, redisLink, within } from "./redis-connection.ts";
import type { Address, ClusterRedis } from "./redis-url.ts";

const lookEveryMs = 300; // while a master is away
const answerWithinMs = 2_000;

export interface RedisCluster {
  open(): Promise<void>;
  /** A command about one key, sent to the master that has it. */
  ask<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** One link for each master. */
  masters(): RedisLink[];
  close(): Promise<void>;
}

type Range = { from: number; to: number; address: string };

/**
 * The masters of a Redis Cluster, each with a link of its own, so that here too a command is sent at once and once, or fails.
 * (The package's own cluster client keeps commands for a node that is not connected yet, and sends them later.)
 */
export function redisCluster(target: ClusterRedis, onLost: (error: unknown) => void): RedisCluster {
  const links = new Map<string, RedisLink & Address>();
  let ranges: Range[] = [];
  let looking: Promise<void> | undefined;
  let watching = false;
  let closed = false;

  function linkTo(address: Address): RedisLink & Address {
    const link = redisLink({
      connect: (onError) => connectTo(address, target, onError),
      onLost: (error) => {
        onLost(error);
        void watch();
      },
      answerWithinMs,
    });
    return Object.assign(link, address);
  }

  /** Learns which master has which slots; at most once at a time. */
  function look(): Promise<void> {
    looking ??= lookNow().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function lookNow(): Promise<void> {
    const { slots, asked } = await firstAnswer();
    const masters = slots.map(({ from, to, master }) => {
      // a node that was told no address of its own is where it was asked
      const address = { host: master.host || asked.host, port: Number(master.port) };
      return { from, to, address, name: `${address.host}:${address.port}` };
    });
    if (closed) return;

    const opening = masters.flatMap(({ address, name }) => {
      if (links.has(name)) return [];
      const link = linkTo(address);
      links.set(name, link);
      return [link.open().catch(() => void watch())];
    });
    ranges = masters.map(({ from, to, name }) => ({ from, to, address: name }));
    for (const [name, link] of links) {
      if (masters.some((range) => range.name === name)) continue;
      links.delete(name);
      void link.close();
    }
    await Promise.all(opening);
  }

  /** What the first node says that answers: those that are connected, then those of the URL. */
  async function firstAnswer() {
    let failure: unknown = new Error("no node answers");
    for (const link of shuffled([...links.values()].filter(({ isUp }) => isUp))) {
      try {
        return { slots: await link.ask((client) => client.clusterSlots()), asked: link };
      } catch (error) {
        failure = error;
      }
    }
    for (const node of shuffled(target.nodes)) {
      try {
        const client = await connectTo(node, target, () => {});
        try {
          return { slots: await within(client.clusterSlots(), answerWithinMs, () => {}), asked: node };
        } finally {
          client.destroy();
        }
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  async function watch(): Promise<void> {
    if (watching) return;
    watching = true;
    while (!closed && [...links.values()].some(({ isUp }) => !isUp)) {
      await sleep(lookEveryMs);
      if (!closed) await look().catch(() => undefined);
    }
    watching = false;
  }

  function linkOf(key: string): RedisLink {
    const slot = slotOf(key);
    const range = ranges.find(({ from, to }) => from <= slot && slot <= to);
    const link = range && links.get(range.address);
    if (link) return link;
    void watch();
    throw new Error(`no node of the cluster has slot ${slot}`);
  }

  return {
    async open() {
      await look();
      const away = [...links.values()].find(({ isUp }) => !isUp);
      if (away || links.size === 0) throw new Error(`${away?.host}:${away?.port} cannot be reached`);
    },

    async ask(key, command) {
      try {
        return await linkOf(key).ask(command);
      } catch (error) {
        // In these cases alone the node has not run the command.
        const [kind, , to] = error instanceof Error ? error.message.split(" ") : [];
        if (kind === "MOVED") {
          await look();
          return linkOf(key).ask(command);
        }
        const importing = kind === "ASK" && to !== undefined ? links.get(to) : undefined;
        if (importing) {
          return importing.ask(async (client) => {
            const [, reply] = await Promise.all([client.sendCommand(["ASKING"]), command(client)]);
            return reply;
          });
        }
        throw error;
      }
    },

    masters: () => [...links.values()],

    async close() {
      closed = true;
      await Promise.all([...links.values()].map((link) => link.close()));
    },
  };
}

function shuffled<T>(items: readonly T[]): T[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** CRC16 (XMODEM) of the key, or of what is in its first pair of braces, modulo 16384 (Redis Cluster specification). */
export function slotOf(key: string): number {
  const bytes = Buffer.from(key);
  const open = bytes.indexOf("{");
  const close = open < 0 ? -1 : bytes.indexOf("}", open + 1);
  const hashed = close > open + 1 ? bytes.subarray(open + 1, close) : bytes;

  let crc = 0;
  for (const byte of hashed) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % 16_384;
}
