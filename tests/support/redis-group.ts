import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createClient } from "@keyv/redis";
import { commandOnPath } from "./redis-command.ts";
import { freePort, type RedisServer, startRedis, startSentinel } from "./redis-server.ts";

/** Redis servers of which one takes over when another is lost. */
export interface RedisGroup {
  readonly url: string;
  readonly servers: readonly RedisServer[];
  /** The server that is master now, or the one that has the key in a cluster. */
  masterOf(key: string): Promise<RedisServer>;
  stop(): Promise<void>;
}

const password = "p%w:d/with@all";
const sentinelPassword = "sentinels-own";
export const groupPasswords = [password, encodeURIComponent(password), sentinelPassword];

/** One master with replicas, watched by Sentinels with a password of their own. */
export async function startSentinelGroup({ replicas = 2, sentinels = 3, tls = false } = {}): Promise<RedisGroup> {
  const first = await startRedis({ password, tls });
  const copies = await Promise.all(
    Array.from({ length: replicas }, () =>
      startRedis({ password, tls, options: ["--replicaof", "127.0.0.1", String(first.port), ...quickSync] }),
    ),
  );
  const servers = [first, ...copies];
  await until(async () => inStep(await infoOf(first)) === replicas);
  const watchers = await Promise.all(
    Array.from({ length: sentinels }, () => startSentinel(first, { name: "main", password: sentinelPassword, tls })),
  );
  // they find each other, and the replicas, through the master
  await until(async () => {
    const states = await Promise.all(watchers.map((watcher) => asked(watcher.url, ["INFO", "sentinel"])));
    return states.every((state) => String(state).includes(`slaves=${replicas},sentinels=${sentinels}`));
  });

  const hosts = watchers.map(({ port }) => `127.0.0.1:${port}`).join(",");
  const login = `:${encodeURIComponent(password)}`;
  return {
    url: `${tls ? "rediss" : "redis"}+sentinel://${login}@${hosts}/main?sentinel_password=${sentinelPassword}`,
    servers: [...servers, ...watchers],
    async masterOf() {
      const [watcher] = watchers;
      const named = watcher && (await asked(watcher.url, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main"]));
      const server = servers.find(({ port }) => Array.isArray(named) && named[1] === String(port));
      if (!server) throw new Error("no master");
      return server;
    },
    async stop() {
      await Promise.all([...watchers, ...servers].map((server) => server.stop()));
    },
  };
}

/** Three masters, each with as many replicas. */
export async function startCluster({ replicas = 1, tls = false } = {}): Promise<RedisGroup> {
  const servers = await Promise.all(
    Array.from({ length: 3 * (replicas + 1) }, async () => {
      const bus = ["--cluster-port", String(await freePort())];
      const cluster = [
        ...["--cluster-enabled", "yes", "--cluster-node-timeout", "1000"],
        ...(tls ? ["--tls-cluster", "yes"] : []),
      ];
      return startRedis({ password, tls, options: [...cluster, ...bus, ...quickSync] });
    }),
  );
  const nodes = servers.map(({ port }) => `127.0.0.1:${port}`);
  const cli = commandOnPath("redis-cli", "valkey-cli") ?? "redis-cli";
  const create = [
    "--cluster",
    "create",
    ...nodes,
    "--cluster-replicas",
    String(replicas),
    "--cluster-yes",
    ...(tls ? ["--tls", "--insecure"] : []),
  ];
  await promisify(execFile)(cli, create, { env: { ...process.env, REDISCLI_AUTH: password } });
  await until(async () => {
    const states = await Promise.all(servers.map((server) => asked(server.url, ["CLUSTER", "INFO"])));
    const roles = await Promise.all(servers.map(infoOf));
    const inStep = roles.filter(
      (role) => role.includes(`connected_slaves:${replicas}`) && !role.includes("role:slave"),
    );
    return states.every((state) => String(state).includes("cluster_state:ok")) && inStep.length === 3;
  });

  return {
    url: `${tls ? "rediss" : "redis"}+cluster://:${encodeURIComponent(password)}@${nodes.slice(0, 3).join(",")}`,
    servers,
    async masterOf(key) {
      for (const server of servers) {
        // a node that has the key answers; another one says who does
        const answer = await asked(server.url, ["GET", `redmine-fastmcp:${key}`]).catch((error: Error) => error);
        const isMaster = (await infoOf(server).catch(() => "")).includes("role:master");
        if (isMaster && !(answer instanceof Error)) return server;
      }
      throw new Error("no master");
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

const quickSync = ["--repl-diskless-sync-delay", "0"];

/** How many replicas follow a master now. */
export const replicasOf = async (server: RedisServer): Promise<number> => inStep(await infoOf(server));

const inStep = (info: string): number => info.match(/state=online/g)?.length ?? 0;

const infoOf = async (server: RedisServer): Promise<string> => String(await asked(server.url, ["INFO", "replication"]));

async function asked(url: string, command: string[]): Promise<unknown> {
  const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: false, connectTimeout: 5_000 } });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error("the Redis servers do not come together");
    await sleep(100);
  }
}
