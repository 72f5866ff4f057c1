import { path } from "./redmine/path.ts";
import type { Send } from "./redmine/send.ts";
import type { Store } from "./store/store.ts";

const cachedMs = 5_000; // probes of several load balancers cost Redmine one cheap request in that time
const timeoutMs = 3_000;

/** Whether the store answers and Redmine its REST API; asked at most once at a time and every five seconds. */
export function readiness(store: Store, send: Send, now: () => number): () => Promise<boolean> {
  let latest: Promise<boolean> | undefined;
  let freshUntil = 0;

  async function ask(): Promise<boolean> {
    const call = { method: "GET", path: path`users/current.json`, timeoutMs } as const; // a 401, or with its REST API off a 403
    const answers = await Promise.allSettled([
      soon(store.ping()),
      send(call).then(({ status, stranger }) => {
        if (stranger || status === 403 || status >= 500) throw new Error("Redmine is of no use");
      }),
    ]);
    freshUntil = now() + cachedMs;
    return answers.every(({ status }) => status === "fulfilled");
  }

  return () => {
    if (latest && now() < freshUntil) return latest;
    freshUntil = Number.POSITIVE_INFINITY; // until it is answered
    latest = ask();
    return latest;
  };
}

async function soon(work: Promise<void>): Promise<void> {
  const late = AbortSignal.timeout(timeoutMs);
  work.catch(() => undefined);
  await Promise.race([
    work,
    new Promise<never>((_, reject) => late.addEventListener("abort", () => reject(late.reason), { once: true })),
  ]);
}
