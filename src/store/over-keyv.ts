import { Keyv } from "keyv";
import { type Backend, type Store, StoreUnavailable, unavailable } from "./store.ts";

// Keyv wraps a value in JSON with its expiry. Here the row is the value: `add` and `replace` write the same bytes without Keyv,
// and the expiry stays where the database can decide on it atomically.
const plain = {
  // Keyv hands over `{ value, expires }` of `setRaw`, whose value is the string below.
  stringify: (record: unknown) => (record as { value: string }).value,
  // Whatever T is, Keyv looks for `value` in it.
  parse: <T>(value: string) => ({ value }) as T,
};

/** The store that the rest of the program uses, over one backend. */
export function overKeyv(backend: Backend, now: () => number): Store {
  // No one may listen to this Keyv's "error": with a listener Keyv swallows what a backend throws and answers “not found”,
  // without one it throws it. Its own look at expiry is off too: it deletes what it finds expired in a second step, and
  // by then the record may be another process's new one.
  const keyv = new Keyv<string>({ store: backend.storage, serialization: plain, checkExpired: false });
  let closing: Promise<void> | undefined;

  async function reach<T>(work: () => Promise<T>): Promise<T> {
    if (closing) throw new StoreUnavailable(`${backend.name} is closed`);
    try {
      return await work();
    } catch (error) {
      throw unavailable(backend.name, error);
    }
  }

  return {
    async get(namespace, key) {
      const whole = wholeKey(namespace, key);
      return reach(() => keyv.get(whole));
    },

    async set(namespace, key, value, ttlMs) {
      const whole = wholeKey(namespace, key);
      const record = { value, expires: now() + lifetime(ttlMs) };
      await reach(async () => {
        if (!(await keyv.setRaw(whole, record))) throw new Error("the write was refused");
      });
    },

    async add(namespace, key, value, ttlMs) {
      const whole = wholeKey(namespace, key);
      const ttl = lifetime(ttlMs);
      return reach(() => backend.add(whole, value, ttl));
    },

    async replace(namespace, key, value, ttlMs) {
      const whole = wholeKey(namespace, key);
      const ttl = lifetime(ttlMs);
      return reach(() => backend.replace(whole, value, ttl));
    },

    async delete(namespace, key) {
      const whole = wholeKey(namespace, key);
      return reach(() => keyv.delete(whole));
    },

    async *keys(namespace) {
      const prefix = prefixOf(namespace);
      const keys = backend.keys(prefix)[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await reach(() => keys.next());
        if (done) return;
        yield value.slice(prefix.length);
      }
    },

    async ping() {
      await reach(() => backend.ping());
    },

    async close() {
      closing ??= backend.close();
      await closing;
    },
  };
}

function wholeKey(namespace: string, key: string): string {
  if (key === "") throw new RangeError("a key is not empty");
  return prefixOf(namespace) + key;
}

// The first colon ends the namespace, so a namespace has none, and nothing that means something to Redis's MATCH.
function prefixOf(namespace: string): string {
  if (!/^[a-z][a-z0-9_-]*$/i.test(namespace)) throw new RangeError("a namespace is letters, digits, “-” and “_”");
  return `${namespace}:`;
}

function lifetime(ttlMs: number): number {
  if (!Number.isSafeInteger(ttlMs) || ttlMs <= 0)
    throw new RangeError("a record's lifetime is a positive whole number of ms");
  return ttlMs;
}
