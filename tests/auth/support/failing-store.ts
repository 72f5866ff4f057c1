import { type Store, StoreUnavailable } from "../../../src/store/store.ts";

/** `before`: the write or read does not happen. `after`: it happens, and its answer is lost on the way. */
export type Failing = "before" | "after";

/** A store whose n-th call from now fails, and with `forever` every later one too. */
export function failingStore(store: Store) {
  let left = Number.POSITIVE_INFINITY;
  let how: { when: Failing; forever: boolean } = { when: "before", forever: false };
  let hit = false;

  async function passing<T>(work: () => Promise<T>): Promise<T> {
    left -= 1;
    const fails = how.forever ? left <= 0 : left === 0;
    if (!fails) return work();
    hit = true;
    if (how.when === "after") await work();
    throw new StoreUnavailable("out of order");
  }

  const failing: Store = {
    get: (...at) => passing(() => store.get(...at)),
    set: (...at) => passing(() => store.set(...at)),
    add: (...at) => passing(() => store.add(...at)),
    replace: (...at) => passing(() => store.replace(...at)),
    delete: (...at) => passing(() => store.delete(...at)),
    keys: (namespace) => store.keys(namespace),
    ping: () => store.ping(),
    close: () => store.close(),
  };

  return {
    store: failing,
    failAt(n: number, when: Failing, forever = false): void {
      left = n;
      how = { when, forever };
      hit = false;
    },
    /** Everything works again; true if a call failed meanwhile. */
    mend(): boolean {
      left = Number.POSITIVE_INFINITY;
      return hit;
    },
  };
}
