// A process of its own that holds SQLite's write lock until it is told to let go.
import { DatabaseSync } from "node:sqlite";

const [, , path] = process.argv;
if (!path || !process.send) throw new Error("started by sqlite-lock.test.ts, with a file");
const database = new DatabaseSync(path);
database.exec("BEGIN IMMEDIATE");
process.once("message", () => {
  database.exec("ROLLBACK");
  process.exit();
});
process.send("locked");
