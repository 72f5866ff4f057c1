import { LRUCache } from "lru-cache";

const minute = 60_000;
const limits = { running: 8, runningPerHost: 2, perMinute: 120, perHostAndMinute: 20 };

/** What strangers can make us fetch: so much at once and a minute, and less of any one host. */
export function fetchBudget(now: () => number) {
  const hosts = new LRUCache<string, { running: number; started: number[] }>({ max: 1_000 });
  let running = 0;
  let started: number[] = [];

  return {
    /** Runs the work, or answers `undefined` at once where the budget is used up. */
    async spend<T>(host: string, work: () => Promise<T>): Promise<T | undefined> {
      const of = hosts.get(host) ?? { running: 0, started: [] };
      const recent = (time: number) => time > now() - minute;
      started = started.filter(recent);
      of.started = of.started.filter(recent);
      if (running >= limits.running || started.length >= limits.perMinute) return undefined;
      if (of.running >= limits.runningPerHost || of.started.length >= limits.perHostAndMinute) return undefined;

      hosts.set(host, of);
      started.push(now());
      of.started.push(now());
      running += 1;
      of.running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        of.running -= 1;
      }
    },
  };
}
