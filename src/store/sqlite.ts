import { setImmediate as nextTurn } from "node:timers/promises";
import KeyvSqlite from "@keyv/sqlite";
import { ensurePrivateFile, fileIdentity, sqliteDriver } from "./sqlite-file.ts";
import { type Backend, unavailable } from "./store.ts";

export interface SqliteOptions {
  now: () => number;
  onError: (error: Error) => void;
  /** How long a statement waits for another process's lock before the store counts as unavailable. */
  lockWaitMs?: number;
  sweepEveryMs?: number;
}

// @keyv/sqlite's table: key, value, namespace (always empty: ours is in the key), expires; unique by key and namespace.
const table = '"records"';
const statements = {
  get: `SELECT value FROM ${table} WHERE key = ? AND namespace = '' AND expires > ?`,
  set: `INSERT INTO ${table} (key, value, namespace, expires) VALUES (?, ?, '', ?)
        ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
  add: `INSERT INTO ${table} (key, value, namespace, expires) VALUES (?, ?, '', ?)
        ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires
        WHERE expires <= ? RETURNING 1`,
  replace: `UPDATE ${table} SET value = ?, expires = ? WHERE key = ? AND namespace = '' AND expires > ? RETURNING 1`,
  delete: `DELETE FROM ${table} WHERE key = ? AND namespace = '' RETURNING expires`,
  keys: `SELECT key FROM ${table} WHERE key > ? AND key < ? AND expires > ? ORDER BY key LIMIT 500`,
  sweep: `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expires <= ? LIMIT ?) RETURNING 1`,
  ping: `SELECT 1 FROM ${table} LIMIT 1`,
};

const sweepBatch = 200; // rows a statement: about a millisecond of the event loop

/** A SQLite file, or `:memory:`. */
export async function openSqlite(path: string, options: SqliteOptions): Promise<Backend> {
  const { now, onError, lockWaitMs = 5_000, sweepEveryMs = 60_000 } = options;
  const inMemory = path === ":memory:";
  const name = inMemory ? "memory" : `SQLite file ${path}`;

  // The adapter makes the table and the connection. Its get, set and delete are not used: get deletes an expired row in a
  // second statement, which can hit the record another process has just added; set swallows errors; delete answers true for
  // an expired record. Its cleaning is one unbounded DELETE.
  let adapter: KeyvSqlite | undefined;
  let identity = "";
  try {
    if (!inMemory) ensurePrivateFile(path, onError);
    adapter = new KeyvSqlite({ uri: `sqlite://${path}`, table: "records", driver: sqliteDriver(lockWaitMs) });
    await adapter.ready;
    await sweep(adapter, now); // also proves that the file can be written
    if (!inMemory) identity = fileIdentity(path);
  } catch (error) {
    await adapter?.disconnect().catch(() => {});
    throw unavailable(name, error);
  }

  const { query } = adapter;
  let closed = false;
  const sweeper = setInterval(() => {
    sweep(adapter, now).catch((error: unknown) => {
      if (!closed) onError(unavailable(name, error));
    });
  }, sweepEveryMs);
  sweeper.unref();

  return {
    name,
    storage: {
      capabilities: { expires: true },

      async get(key) {
        const [row] = await query(statements.get, key, now());
        return row === undefined ? undefined : (row as { value: string }).value; // the columns of statements.get
      },

      async set(key, value, expires) {
        await query(statements.set, key, value, expires);
        return true;
      },

      async delete(key) {
        const [row] = await query(statements.delete, key);
        return row !== undefined && (row as { expires: number }).expires > now(); // the columns of statements.delete
      },
    },

    async add(key, value, ttlMs) {
      const time = now();
      return (await query(statements.add, key, value, time + ttlMs, time)).length > 0;
    },

    async replace(key, value, ttlMs) {
      const time = now();
      return (await query(statements.replace, value, time + ttlMs, key, time)).length > 0;
    },

    async *keys(prefix) {
      const end = `${prefix.slice(0, -1)};`; // “;” follows “:”
      let last = prefix;
      for (;;) {
        // A page at a time: one long read would keep the WAL file from shrinking.
        const rows = (await query(statements.keys, last, end, now())) as { key: string }[];
        for (const { key } of rows) yield key;
        const final = rows.at(-1);
        if (final === undefined) return;
        last = final.key;
      }
    },

    async ping() {
      if (!inMemory && fileIdentity(path) !== identity) throw new Error("the file was replaced while in use");
      await query(statements.ping);
    },

    async close() {
      closed = true;
      clearInterval(sweeper);
      await adapter.disconnect();
    },
  };
}

async function sweep(adapter: KeyvSqlite, now: () => number): Promise<void> {
  for (;;) {
    const gone = await adapter.query(statements.sweep, now(), sweepBatch);
    if (gone.length < sweepBatch) return;
    await nextTurn();
  }
}
