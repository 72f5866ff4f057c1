import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm"; // a file system in memory, on Linux: what a test commits to a SQLite file waits for no disk
const enough = 1024 ** 3;

/** All temporary files of a run, also those of the processes that tests start, are in one folder, deleted at its end. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(hasRoom(memory) ? memory : tmpdir(), "redmine-fastmcp-tests-"));
  process.env.TMPDIR = folder; // read by os.tmpdir(); test processes are started after this
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > enough;
}
