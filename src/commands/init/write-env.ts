import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { withValues } from "../../config/dotenv-text.ts";

/** The text of the file, empty where there is none. */
export function envText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** Writes these values into the file, readable for this user alone; it is old or new at every moment, never half. */
export function writeEnv(path: string, values: Readonly<Record<string, string | undefined>>): void {
  const next = `${path}.${process.pid}.new`;
  try {
    writeFileSync(next, withValues(envText(path), values), { mode: 0o600, flag: "wx" });
    chmodSync(next, 0o600); // whatever the umask says
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
