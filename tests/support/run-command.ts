import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { childEnv } from "./child-env.ts";
import { programFile } from "./program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Given {
  env?: Record<string, string>;
  cwd?: string;
  /** What comes through stdin. */
  input?: string;
}

/** Runs one of our commands to its end, in an empty directory unless another is given. */
export async function runCommand(args: string[], { env = {}, cwd = emptyDirectory(), input = "" }: Given = {}) {
  const child = spawn(process.execPath, [programFile, ...args], {
    env: { ...childEnv, HOME: cwd, ...env },
    cwd,
    stdio: "pipe",
  });
  child.stdin.on("error", () => {}); // a command that does not read may be gone before the end of it
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number | null, stdout, stderr }; // what "close" gives
}

export function emptyDirectory(): string {
  return temporaryFolder();
}
