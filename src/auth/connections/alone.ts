import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../store/store.ts";
import { lifetime } from "../records.ts";

const patience = { tries: 20, everyMs: 50 };

/**
 * Does the work under the lock of that name, across replicas; after a second without it, it is done all the same, so it
 * must be work that only gets worse, not wrong, by a race.
 */
export async function alone<T>(store: Store, name: string, work: () => Promise<T>): Promise<T> {
  let mine = false;
  for (let tries = 0; tries < patience.tries && !mine; tries += 1) {
    mine = await store.add("lock", name, "1", lifetime.lock);
    if (!mine) await sleep(patience.everyMs);
  }

  try {
    return await work();
  } finally {
    if (mine) await store.delete("lock", name);
  }
}
