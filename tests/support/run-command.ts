import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCommandLine } from "../../src/command-line.ts";
import { childEnv } from "./child-env.ts";
import { programFile } from "./program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Options {
  env?: Record<string, string>;
  /** An empty directory unless another is given. */
  cwd?: string;
  /** What comes through stdin. */
  input?: string;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one of our commands to its end in this process, as main.ts runs it in its own. */
export async function runCommand(
  argv: readonly string[],
  { env = {}, cwd = emptyDirectory(), input = "" }: Options = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    in: Readable.from([input]),
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  };
  const { signal } = new AbortController();
  const code = await runCommandLine({ argv, env: { HOME: cwd, ...env }, cwd, terminal, stop: signal });
  return { code, stdout: out.join(""), stderr: err.join("") };
}

/** Runs one of our commands to its end in a process of its own. */
export async function runProcess(
  args: readonly string[],
  { env = {}, cwd = emptyDirectory(), input = "" }: Options = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [programFile, ...args], {
    env: { ...childEnv, HOME: cwd, ...env },
    cwd,
    stdio: "pipe",
  });
  child.stdin.on("error", () => {}); // a command that does not read may be gone before the end of it
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}

export function emptyDirectory(): string {
  return temporaryFolder();
}
