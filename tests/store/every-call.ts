import { expect } from "vitest";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { listed } from "./listed.ts";

/** Asks the store for everything at once, and nothing may look like an answer; gives how long the slowest took, in ms. */
export async function expectEveryCallUnavailable(store: Store): Promise<number> {
  const started = performance.now();
  const outcomes = await Promise.allSettled([
    store.get("grant", "k"),
    store.get("grant", "never there"),
    store.set("grant", "late", "x", 60_000),
    store.add("grant", "late add", "x", 60_000),
    store.replace("grant", "k", "late", 60_000),
    store.delete("grant", "k"),
    listed(store.keys("grant")),
    store.ping(),
  ]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  }
  return performance.now() - started;
}
