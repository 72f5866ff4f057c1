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
