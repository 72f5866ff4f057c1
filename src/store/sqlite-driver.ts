import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDriver } from "@keyv/sqlite";
import { waitingForLock } from "./sqlite-lock.ts";

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
