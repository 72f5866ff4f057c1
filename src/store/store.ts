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

/**
 * What one kind of database gives to `overKeyv`: the three calls that Keyv makes, and what Keyv has no word for.
 * Keys are whole here (`namespace:key`). Anything may throw anything; `overKeyv` makes it a StoreUnavailable.
 */
export interface Backend {
  /** For messages: kind and place, without credentials. */
  readonly name: string;
  readonly storage: Storage;
  add(key: string, value: string, ttlMs: number): Promise<boolean>;
  replace(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Whole keys of live records that begin with `prefix`. */
  keys(prefix: string): AsyncIterable<string>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The part of Keyv's storage contract that is used. It has no `on`: Keyv would forward our background errors as its own,
 * where nobody's call is there to receive them.
 */
export interface Storage {
  readonly capabilities: { readonly expires: true };
  get(key: string): Promise<string | undefined>;
  /** `expires` is absolute, ms since epoch by the clock the store was opened with. */
  set(key: string, value: string, expires: number): Promise<boolean>;
  delete(key: string): Promise<boolean>;
}

/** Whatever a driver threw, as the one error that a caller has to know. */
export function unavailable(name: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnavailable(`${name}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a host with two addresses is an AggregateError without a message.
  if (error instanceof AggregateError && !error.message) return error.errors.map(reasonOf).join(", ");
  return error.message;
}
