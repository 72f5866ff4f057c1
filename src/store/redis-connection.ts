import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@keyv/redis";
import type { Address, RedisAccess } from "./redis-url.ts";

export type RedisClient = ReturnType<typeof newClient>;

/** A connection to one Redis server at a time. A command is sent at once and once, or fails: never later, never again. */
export interface RedisLink {
  readonly isUp: boolean;
  /** The first attempt to connect; after it the link comes back by itself, whether this one failed or not. */
  open(): Promise<void>;
  /** The reply, or an error after at most `answerWithinMs`. */
  ask<T>(command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Gives the connection up for a new one. */
  renew(reason: Error): void;
  close(): Promise<void>;
}

export interface RedisLinkOptions {
  /** A client that is connected to the server that counts now. `onError`: it was lost. */
  connect(onError: (error: unknown) => void): Promise<RedisClient>;
  /** Told once for each loss, not for each attempt to come back. */
  onLost: (error: unknown) => void;
  answerWithinMs?: number;
}

const openWithinMs = 2_000;
const longestPauseMs = 1_000; // between two attempts to reconnect

/** Call `open` before the first command. A command may take `answerWithinMs`, two seconds by default. */
export function redisLink({ connect, onLost, answerWithinMs = 2_000 }: RedisLinkOptions): RedisLink {
  const stopped = new AbortController();
  let client: RedisClient | undefined;
  let failure: unknown = new Error("not connected yet");

  async function attempt(): Promise<void> {
    const fresh = await connect((error) => {
      if (fresh === client) lost(error);
    });
    if (stopped.signal.aborted) fresh.destroy();
    else client = fresh;
  }

  function lost(error: unknown): void {
    if (!client) return;
    client.destroy();
    client = undefined;
    failure = error;
    if (stopped.signal.aborted) return;
    onLost(error);
    void comeBack();
  }

  async function comeBack(): Promise<void> {
    for (let attempts = 0; ; attempts += 1) {
      const pauseMs = Math.min(50 * 2 ** attempts, longestPauseMs) * (0.5 + Math.random() / 2);
      try {
        await sleep(pauseMs, undefined, { signal: stopped.signal });
        await attempt();
        return;
      } catch (error) {
        if (stopped.signal.aborted) return;
        failure = error;
      }
    }
  }

  return {
    get isUp() {
      return client !== undefined;
    },

    async open() {
      try {
        await attempt();
      } catch (error) {
        failure = error;
        void comeBack();
        throw error;
      }
    },

    async ask(command) {
      const asked = client;
      if (!asked) throw failure;
      try {
        // Redis is stopped, or the network swallows our packets: no error will come, so the connection is given up.
        return await within(command(asked), answerWithinMs, (error) => asked === client && lost(error));
      } catch (error) {
        // a master that became a replica, or a name that leads to another server now
        if (error instanceof Error && error.message.startsWith("READONLY") && asked === client) lost(error);
        throw error;
      }
    },

    renew: lost,

    async close() {
      stopped.abort();
      const last = client;
      client = undefined;
      failure = new Error("closed");
      if (!last) return;
      if (last.isReady) await within(last.close(), answerWithinMs, () => {}).catch(() => {});
      last.destroy();
    },
  };
}

/** Connected, or an error within two seconds. */
export async function connectTo(
  { host, port }: Address,
  access: RedisAccess,
  onError: (error: unknown) => void,
): Promise<RedisClient> {
  const client = newClient(host, port, access);
  let opened = false;
  client.on("error", (error: unknown) => {
    if (opened && !client.isReady) onError(error); // until it is open, `connect` throws it
  });
  try {
    await within(client.connect(), openWithinMs, () => {});
    opened = true;
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function newClient(host: string, port: number, { tls, database, username, password }: RedisAccess) {
  return createClient({
    socket: {
      host,
      port,
      ...(tls && { tls }),
      connectTimeout: openWithinMs,
      // A peer that vanished without closing: an idle connection that gets no answer to its ping, or to its greeting, ends.
      socketTimeout: 12_000,
      reconnectStrategy: false, // the link makes a new client, since the server may be another one by then
    },
    pingInterval: 5_000,
    database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    disableOfflineQueue: true,
    maintNotifications: "disabled", // a Redis Enterprise extension, one more greeting for everyone else
    commandOptions: { timeout: 0 }, // its own limit ends when a command is written; `ask` has one for the reply
  });
}

/** The client's own limits end when a command is written; this one ends when the reply is there. */
export function within<T>(work: Promise<T>, ms: number, onLate: (error: Error) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // After our own process was stopped or busy, timers come before the replies that are already there: let those in first.
      decision = setImmediate(() => {
        const late = new Error(`no answer within ${ms} ms`);
        reject(late);
        onLate(late);
      });
    }, ms);
    let decision: NodeJS.Immediate | undefined;

    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      clearImmediate(decision);
    });
  });
}
