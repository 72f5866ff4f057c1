import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { boundedCache } from "./bounded-cache.ts";

const atOnce = 4; // each costs Redmine 0.2 s of one core, and must not take the connections of those who are signed in
const inLine = 60; // with which the last waits about 3 s

/** What strangers can make this server ask of Redmine: little at once. `busy` without waiting where the line is too long. */
export function strangersQueue() {
  const limit = pLimit(atOnce);

  return <T>(work: () => Promise<T>): Promise<T> | "busy" => (limit.pendingCount >= inLine ? "busy" : limit(work));
}

const renewalsAtOnce = 4; // the connections that are kept for sign-ins and renewals (redmine/send.ts)

/** Runs the work if one of few places is free in time. */
export type RenewalsQueue = <T>(work: () => Promise<T>, patienceMs: number) => Promise<T | "busy">;

/**
 * After everybody's Redmine tokens have expired at once, the renewals wait here: in line at Redmine they would use up the time
 * limit of the request and the lease of their lock.
 */
export function renewalsQueue(): RenewalsQueue {
  const limit = pLimit(renewalsAtOnce);

  return async <T>(work: () => Promise<T>, patienceMs: number) => {
    let state: "waiting" | "running" | "late" = "waiting";
    const running = limit(async (): Promise<T | "busy"> => {
      if (state === "late") return "busy";
      state = "running";
      return work();
    });
    const timer = new AbortController();
    const late = sleep(patienceMs, undefined, { signal: timer.signal }).then(
      (): Promise<T | "busy"> | "busy" => {
        if (state === "running") return running;
        state = "late";
        return "busy";
      },
      () => running,
    );
    return Promise.race([running, late]).finally(() => timer.abort());
  };
}

const burst = 10;
const oneEveryMs = 30_000; // clients refresh once an hour; each rotation leaves a mark in the store for two days

export interface RefreshPace {
  isTooFast(grant: string): boolean;
  /** Tells of a rotation; requests that race for one are not counted. */
  rotated(grant: string): void;
}

/** How often one grant rotates its tokens, counted in this process: a runaway client must not fill the store. */
export function refreshPace(now: () => number): RefreshPace {
  const buckets = boundedCache<{ left: number; at: number }>(10_000);

  const leftOf = (grant: string) => {
    const bucket = buckets.get(grant);
    return bucket ? Math.min(burst, bucket.left + Math.max(now() - bucket.at, 0) / oneEveryMs) : burst;
  };

  return {
    isTooFast: (grant) => leftOf(grant) < 1,
    rotated: (grant) => void buckets.set(grant, { left: leftOf(grant) - 1, at: now() }),
  };
}

const minute = 60_000;
const limits = { running: 8, runningPerHost: 2, perMinute: 120, perHostAndMinute: 20 };

/** What strangers can make us fetch: so much at once and a minute, and less of any one host. */
export function fetchBudget(now: () => number) {
  const hosts = boundedCache<{ running: number; started: number[] }>(1_000);
  let running = 0;
  let started: number[] = [];

  return {
    /** Runs the work, or answers `undefined` at once where the budget is used up. */
    async spend<T>(host: string, work: () => Promise<T>): Promise<T | undefined> {
      const budget = hosts.get(host) ?? { running: 0, started: [] };
      const recent = (time: number) => time > now() - minute;
      started = started.filter(recent);
      budget.started = budget.started.filter(recent);
      if (running >= limits.running || started.length >= limits.perMinute) return undefined;
      if (budget.running >= limits.runningPerHost || budget.started.length >= limits.perHostAndMinute) return undefined;

      hosts.set(host, budget);
      started.push(now());
      budget.started.push(now());
      running += 1;
      budget.running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        budget.running -= 1;
      }
    },
  };
}

export interface Lease {
  /** Makes it larger, never smaller. False: there is no room, and it stays as it is. */
  growTo(size: number): boolean;
  release(): void;
}

/** Something limited that several owners share, and of which none may have more than `each`. */
export function sharedBudget({ all, each }: { all: number; each: number }) {
  const sizes = new Map<number, number>();
  let used = 0;

  return {
    /** Undefined: there is no room. `owner`: a user's id. */
    take(owner: number, size: number): Lease | undefined {
      let mine = 0;
      const add = (more: number) => {
        used += more;
        mine += more;
        const left = (sizes.get(owner) ?? 0) + more;
        if (left === 0) sizes.delete(owner);
        else sizes.set(owner, left);
      };
      const fits = (more: number) => used + more <= all && (sizes.get(owner) ?? 0) + more <= each;
      const growTo = (size: number) => {
        if (size <= mine) return true;
        if (!fits(size - mine)) return false;
        add(size - mine);
        return true;
      };
      return growTo(size) ? { growTo, release: () => add(-mine) } : undefined;
    },
  };
}

/** The same for strangers, of whom nothing is known but when they came: there is always room, and the oldest has to go for it. */
export function oldestGoesBudget(all: number) {
  const held = new Map<symbol, { size: number; leave: () => void }>(); // the oldest first
  let used = 0;

  /** `leave` is called when the room is needed. Gives what releases it. */
  return (size: number, leave: () => void): (() => void) => {
    const release = (key: symbol) => {
      used -= held.get(key)?.size ?? 0;
      held.delete(key);
    };
    for (const [oldest, { leave: makeRoom }] of held) {
      if (used + size <= all) break;
      release(oldest);
      makeRoom();
    }
    const key = Symbol();
    held.set(key, { size, leave });
    used += size;
    return () => release(key);
  };
}
