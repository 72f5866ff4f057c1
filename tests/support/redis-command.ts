import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of these commands that is on the PATH, as a file name; undefined if none is. */
export function commandOnPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export const redisCommand = (): string | undefined => commandOnPath("redis-server", "valkey-server");

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
