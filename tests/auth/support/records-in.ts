import type { Store } from "../../../src/store/store.ts";

const namespaces = [
  "approved",
  "code",
  "grant",
  "access",
  "refresh",
  "spent",
  "again",
  "lock",
  "cimd",
  "gone",
  "mine",
  "used",
  "visitor",
];

/** Every record there is, as `namespace:key`. */
export async function recordsIn(store: Store): Promise<string[]> {
  const found: string[] = [];
  for (const namespace of namespaces) for await (const key of store.keys(namespace)) found.push(`${namespace}:${key}`);
  return found;
}
