import { StoreUrlError } from "./store-url-error.ts";

export interface Address {
  host: string;
  port: number;
}

/** How each Redis server of a target is spoken to. */
export interface RedisAccess {
  tls: boolean;
  database: number;
  username?: string;
  password?: string;
}

export interface SingleRedis extends RedisAccess, Address {
  kind: "redis";
}

export interface SentinelRedis extends RedisAccess {
  kind: "redis-sentinel";
  sentinels: Address[];
  /** The name under which the Sentinels monitor the master. */
  master: string;
  sentinelUsername?: string;
  sentinelPassword?: string;
}

export interface ClusterRedis extends RedisAccess {
  kind: "redis-cluster";
  /** Nodes to ask for the others. */
  nodes: Address[];
}

export type RedisTarget = SingleRedis | SentinelRedis | ClusterRedis;

const mostHosts = 20;
const parts = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/;

/** Undefined: no URL of Redis. Throws StoreUrlError. */
export function parseRedisUrl(url: string): RedisTarget | undefined {
  const [, tls, kind, authority = "", path = "", query, fragment] = parts.exec(url) ?? [];
  if (tls === undefined) return undefined;
  if (fragment !== undefined) throw new StoreUrlError("A Redis URL takes no “#”; in a password, write it as %23.");

  const at = authority.lastIndexOf("@");
  const access = { tls: tls === "s", ...credentials(authority.slice(0, Math.max(at, 0))) };
  const hosts = authority.slice(at + 1).split(",");

  switch (kind) {
    case "sentinel":
      return {
        kind: "redis-sentinel",
        ...access,
        sentinels: addresses(hosts, 26_379, sentinelForm),
        ...sentinelPath(path),
        ...sentinelLogin(query),
      };
    case "cluster":
      refuseQuery(query);
      if (!/^\/?0?$/.test(path)) throw new StoreUrlError(`A Redis Cluster has database 0 alone: ${clusterForm}.`);
      return { kind: "redis-cluster", ...access, database: 0, nodes: addresses(hosts, 6_379, clusterForm) };
    default: {
      refuseQuery(query);
      if (hosts.length > 1) {
        throw new StoreUrlError(`Several hosts need redis+sentinel:// or redis+cluster://: ${sentinelForm}.`);
      }
      const [address] = addresses(hosts, 6_379, "redis://user:password@host:6379/0 (rediss:// for TLS)");
      if (!address) throw new StoreUrlError("A Redis URL names a host.");
      return { kind: "redis", ...access, database: databaseOf(path), ...address };
    }
  }
}

const sentinelForm = "redis+sentinel://user:password@host1:26379,host2:26379/mymaster";
const clusterForm = "redis+cluster://user:password@host1:6379,host2:6379";

function addresses(hosts: string[], usualPort: number, form: string): Address[] {
  if (hosts.length > mostHosts) throw new StoreUrlError(`A Redis URL names at most ${mostHosts} hosts.`);
  return hosts.map((text) => {
    const parsed = URL.parse(`redis://${text}`);
    if (!parsed?.hostname || parsed.pathname !== "") throw new StoreUrlError(`A Redis URL looks like ${form}.`);
    return { host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(parsed.port || usualPort) };
  });
}

function databaseOf(path: string): number {
  const database = /^\/?(\d{0,5})$/.exec(path)?.[1];
  if (database === undefined) {
    throw new StoreUrlError("The path of a Redis URL is the number of its database: redis://host:6379/0.");
  }
  return Number(database || 0);
}

function sentinelPath(path: string): { master: string; database: number } {
  const [, master, database] = /^\/([\w.%-]+)(?:\/(\d{0,5}))?$/.exec(path) ?? [];
  if (master === undefined) {
    throw new StoreUrlError(
      `After the Sentinels, name the master that they monitor, then a database if it is not 0: ${sentinelForm}/0.`,
    );
  }
  return { master: decoded(master), database: Number(database || 0) };
}

function sentinelLogin(query = ""): Pick<SentinelRedis, "sentinelUsername" | "sentinelPassword"> {
  const login: Pick<SentinelRedis, "sentinelUsername" | "sentinelPassword"> = {};
  for (const pair of query.split("&").filter((text) => text !== "")) {
    const end = pair.indexOf("=");
    const value = decoded(pair.slice(end + 1));
    const name = pair.slice(0, Math.max(end, 0));
    if (name === "sentinel_username") login.sentinelUsername = value;
    else if (name === "sentinel_password") login.sentinelPassword = value;
    else {
      throw new StoreUrlError(
        "A redis+sentinel:// URL takes no parameters but sentinel_username and sentinel_password, the login at the Sentinels.",
      );
    }
  }
  return login;
}

function refuseQuery(query: string | undefined): void {
  if (query !== undefined) throw new StoreUrlError("A Redis URL takes no parameters after “?” or “#”.");
}

function credentials(text: string): Pick<RedisAccess, "username" | "password"> {
  const colon = text.indexOf(":");
  const username = decoded(colon < 0 ? text : text.slice(0, colon));
  const password = decoded(colon < 0 ? "" : text.slice(colon + 1));
  return { ...(username && { username }), ...(password && { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new StoreUrlError("In the user or password of a Redis URL, write a “%” as %25.");
  }
}
