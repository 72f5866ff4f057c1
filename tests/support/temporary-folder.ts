import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new, empty folder. It is deleted after the run, with the folder of all of them (temporary-folder.setup.ts). */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "redmine-fastmcp-"));
