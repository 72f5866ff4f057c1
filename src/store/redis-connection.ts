import { createClient } from "@keyv/redis";
import { unavailable } from "./store.ts";
import type { RedisTarget } from "./url.ts";

export interface RedisConnection {
  readonly client: RedisClient;
  /** The reply of a command, or an error after at most `answerWithinMs`. */
  answer<T>(command: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  onError: (error: Error) => void;
  answerWithinMs?: number;
}

type RedisClient = ReturnType<typeof newClient>;

const openWithinMs = 2_000;
const longestPauseMs = 1_000; // between two attempts to reconnect

/** One connection that comes back by itself; while it is away, commands fail at once and are never sent later. */
export async function connectRedis(
  target: RedisTarget,
  name: string,
  { onError, answerWithinMs = 2_000 }: RedisConnectionOptions,
): Promise<RedisConnection> {
  let opened = false;
  let closing = false;
  let reported = false;

  // Until the first connection stands a failure is the caller's to know; after that we come back by ourselves.
  const client = newClient(
    target,
    (attempts) => opened && Math.min(50 * 2 ** attempts, longestPauseMs) * (0.5 + Math.random() / 2),
  );

  client.on("error", (error: unknown) => {
    if (opened && !client.isReady) lost(error);
  });
  client.on("ready", () => {
    reported = false;
  });

  // Once for each loss, not for each attempt to come back.
  function lost(error: unknown): void {
    if (closing || reported) return;
    reported = true;
    onError(unavailable(name, error));
  }

  // Redis is stopped, or the network swallows our packets: no error will come, so the connection is given up for a new one.
  function giveUp(error: Error): void {
    if (closing || !client.isReady) return;
    client.destroy();
    lost(error);
    client.connect().catch(() => {}); // ends only with close()
  }

  function answer<T>(command: Promise<T>): Promise<T> {
    return within(command, answerWithinMs, giveUp);
  }

  try {
    await within(client.connect(), openWithinMs, () => {});
    opened = true;
  } catch (error) {
    client.destroy();
    throw unavailable(name, error);
  }

  return {
    client,
    answer,
    async close() {
      closing = true;
      if (client.isReady) await within(client.close(), answerWithinMs, () => {}).catch(() => {});
      client.destroy();
    },
  };
}

function newClient(target: RedisTarget, reconnectStrategy: (attempts: number) => number | false) {
  const { host, port, tls, database, username, password } = target;
  return createClient({
    socket: {
      host,
      port,
      ...(tls && { tls }),
      connectTimeout: openWithinMs,
      // A peer that vanished without a word: an idle connection that gets no answer to its ping, or to its greeting, ends.
      socketTimeout: 12_000,
      reconnectStrategy,
    },
    pingInterval: 5_000,
    database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    disableOfflineQueue: true,
    maintNotifications: "disabled", // a Redis Enterprise extension, one more greeting for everyone else
    commandOptions: { timeout: 0 }, // its own limit ends when a command is written; `answer` has one for the reply
  });
}

function within<T>(work: Promise<T>, ms: number, onLate: (error: Error) => void): Promise<T> {
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
