import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** All temporary files of a run, also those of the processes that tests start, are in one folder, deleted at its end. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "redmine-fastmcp-tests-"));
  process.env.TMPDIR = folder; // read by os.tmpdir(); test processes are started after this
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
