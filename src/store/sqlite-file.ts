import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDriver } from "@keyv/sqlite";
import { waitingForLock } from "./sqlite-lock.ts";

// SQLite gives the two files beside the database the database's own mode.
const suffixes = ["", "-wal", "-shm"];

/** Makes sure that the database is a file of ours alone, in a directory that exists; tells `onError` where it cannot be. */
export function ensurePrivateFile(path: string, onError: (error: Error) => void): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  createIfMissing(path);

  for (const suffix of suffixes) {
    const file = path + suffix;
    // By name, never through a descriptor: closing any descriptor of a database drops this process's locks on it.
    if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) narrow(file, onError);
  }
}

function narrow(file: string, onError: (error: Error) => void): void {
  try {
    chmodSync(file, 0o600);
  } catch (error) {
    // Network and desktop mounts refuse this. What the file says is sealed, so that is no reason not to start.
    onError(new Error(`Others may be able to read ${file}: its mode cannot be changed`, { cause: error }));
  }
}

function createIfMissing(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** Which file is behind a path right now: changes when someone deletes or replaces it under us. */
export function fileIdentity(path: string): string {
  const { dev, ino } = statSync(path);
  return `${dev}:${ino}`;
}

/** How @keyv/sqlite reaches the file: node:sqlite with statements prepared once, and locks waited for outside the event loop. */
export function sqliteDriver(lockWaitMs: number): SqliteDriver {
  return {
    name: "custom",
    async connect({ filename }) {
      const database = new DatabaseSync(filename);
      const statements = new Map<string, StatementSync>();
      const run = waitingForLock(lockWaitMs);

      async function query(sql: string, ...parameters: unknown[]): Promise<unknown[]> {
        return run(() => {
          const statement = statements.get(sql) ?? database.prepare(sql);
          statements.set(sql, statement); // a dozen texts, ours and the adapter's schema: nothing of a caller is in them
          // All we and the adapter bind are strings, numbers and null.
          return statement.all(...(parameters as SQLInputValue[]));
        }, sql.startsWith("SELECT"));
      }

      try {
        await query("PRAGMA journal_mode = WAL"); // memory: answers “memory” and stays so
        await query("PRAGMA secure_delete = ON"); // what is expired or revoked is zeros, not a free page full of it
      } catch (error) {
        database.close();
        throw error;
      }
      return { query, close: async () => database.close() };
    },
  };
}
