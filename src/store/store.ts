/** Records with a lifetime, by namespace and key. Every operation throws StoreUnavailable when the store cannot be reached. Values are strings. */
export interface Store {
  get(namespace: string, key: string): Promise<string | undefined>;
  set(namespace: string, key: string, value: string, ttlMs: number): Promise<void>;
  /** Writes only if absent or expired; true for the one caller that won. Atomic across processes. */
  add(namespace: string, key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Writes only if present and alive. Atomic across processes. */
  replace(namespace: string, key: string, value: string, ttlMs: number): Promise<boolean>;
  /** True if a live record was there. */
  delete(namespace: string, key: string): Promise<boolean>;
  /** Keys of live records of a namespace, in no order, streamed (for an operator's command; never on a request path). */
  keys(namespace: string): AsyncIterable<string>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The store did not answer: nothing is known about the record, least of all that it is absent.
 * A write that ends like this may still have happened (Redis may run it after we stopped waiting).
 */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
