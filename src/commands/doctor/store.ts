import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import type { Config } from "../../config.ts";
import { openStore } from "../../store/open.ts";
import type { RedisCheck } from "../../store/redis-check.ts";
import type { RedisTarget } from "../../store/redis-url.ts";
import { type Store, StoreUnavailable } from "../../store/store.ts";
import { StoreUrlError } from "../../store/store-url-error.ts";
import { parseStoreUrl, type StoreTarget } from "../../store/url.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const about = "Store";
const shortMs = 60_000;

/** Opens the store as the server would, writes a record, takes a lock, and removes both. */
export async function storeFindings({ tokenStoreUrl }: Config): Promise<Finding[]> {
  const url = tokenStoreUrl.reveal();

  try {
    const target = parseStoreUrl(url);
    const odd: string[] = [];
    const store = await openStore(url, { onError: (error) => odd.push(error.message) });
    try {
      await useAll(store);
    } finally {
      await store.close();
    }
    return [...(await seen(target)), ...odd.map((message) => warning(about, message))];
  } catch (error) {
    if (error instanceof StoreUrlError) return [fault(about, `TOKEN_STORE_URL: ${error.message}`)];
    if (!(error instanceof StoreUnavailable)) throw error;
    const advice = /sqlite/i.test(error.message)
      ? "This user must be able to write to the file and its directory; in a container, mount a volume at /data."
      : "Is Redis running, and are host, port and password in TOKEN_STORE_URL right?";
    return [fault(about, `cannot be used: ${error.message}`, advice)];
  }
}

async function useAll(store: Store): Promise<void> {
  const key = `doctor-${randomBytes(8).toString("hex")}`;
  const value = randomBytes(8).toString("hex");
  await store.ping();

  await store.set("doctor", key, value, shortMs);
  const read = await store.get("doctor", key);
  const gone = await store.delete("doctor", key);
  const [first, second] = [
    await store.add("doctor", key, value, shortMs),
    await store.add("doctor", key, value, shortMs),
  ];
  await store.delete("doctor", key);

  const works = read === value && gone && first && !second;
  if (!works) throw new StoreUnavailable("what was written did not come back as written");
}

async function seen(target: StoreTarget): Promise<Finding[]> {
  switch (target.kind) {
    case "memory":
      return [warning(about, "is this process's memory: everybody signs in again after a restart")];
    case "sqlite": {
      const works = `${target.path} can be read, written and locked`;
      const isOpen = process.platform !== "win32" && (statSync(target.path).mode & 0o077) !== 0;
      if (!isOpen) return [ok(about, `${works}, and belongs to this user alone`)];
      return [
        warning(about, `${works}, but other users may read it; what is in it is sealed`, `chmod 600 ${target.path}`),
      ];
    }
    case "redis":
    case "redis-sentinel":
    case "redis-cluster":
      return redisFindings(target);
  }
}

async function redisFindings(target: RedisTarget): Promise<Finding[]> {
  const { checkRedis } = await import("../../store/redis-check.ts");
  const check = await checkRedis(target);
  return [
    ok(about, `${check.name} can be read, written and locked`),
    ...eviction(check),
    ...(target.kind === "redis" ? [] : failover(check)),
  ];
}

/** A Redis that makes room by throwing records away signs people out. */
function eviction({ evictionPolicies }: RedisCheck): Finding[] {
  const bad = evictionPolicies.find((policy) => policy !== undefined && policy !== "noeviction");
  if (bad !== undefined) {
    return [
      fault(
        about,
        `Redis throws records away when its memory is full (maxmemory-policy ${bad}): people would be signed out`,
        "Set maxmemory-policy to noeviction in Redis's configuration, or give this server a Redis of its own.",
      ),
    ];
  }
  if (!evictionPolicies.includes(undefined)) {
    return [ok(about, "Redis throws nothing away when its memory is full (noeviction)")];
  }
  return [
    warning(about, "Redis does not say what it does when its memory is full", "maxmemory-policy must be noeviction."),
  ];
}

/** Whether another server could take over, with everything that was written. */
function failover({ masters, replicated, refusesAlone, sentinels }: RedisCheck): Finding[] {
  const findings: Finding[] = [];
  if (sentinels && sentinels.answered < sentinels.named) {
    findings.push(warning(about, `${sentinels.answered} of ${sentinels.named} Sentinels in TOKEN_STORE_URL answer`));
  }
  if (replicated < masters) {
    findings.push(
      warning(
        about,
        `${masters - replicated} of ${masters} Redis masters have no replica in step: if one is lost, so are its records`,
      ),
    );
  } else findings.push(ok(about, "every write waits until a replica has it"));
  if (!refusesAlone) {
    findings.push(
      warning(
        about,
        "Redis takes writes even without a replica: they are lost if it fails before a replica is back",
        "With two or more replicas, set min-replicas-to-write to 1.",
      ),
    );
  }
  return findings;
}
