import type { Store } from "./store.ts";

type Timed = Exclude<keyof Store, "keys" | "close">;
type Observe = (operation: Timed, outcome: "ok" | "failed", ms: number) => void;

/** The same store, and somebody who looks at the clock. */
export function timed(store: Store, observe: Observe): Store {
  async function watch<T>(operation: Timed, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    let outcome: "ok" | "failed" = "failed";
    try {
      const result = await work();
      outcome = "ok";
      return result;
    } finally {
      observe(operation, outcome, performance.now() - begun);
    }
  }

  return {
    ...store,
    get: (namespace, key) => watch("get", () => store.get(namespace, key)),
    set: (...given) => watch("set", () => store.set(...given)),
    add: (...given) => watch("add", () => store.add(...given)),
    replace: (...given) => watch("replace", () => store.replace(...given)),
    delete: (namespace, key) => watch("delete", () => store.delete(namespace, key)),
    ping: () => watch("ping", () => store.ping()),
  };
}
