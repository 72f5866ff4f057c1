import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { childEnv } from "./child-env.ts";
import type { Login } from "./mcp-client.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The demo as a person runs it, with what it said. */
export interface Demo {
  mcpUrl: string;
  /** Of the sample Redmine. */
  redmineUrl: string;
  logins: Login[];
  said(): string;
  logged(): string;
  /** As Ctrl-C in a terminal; gives the exit code. */
  interrupt(): Promise<number | null>;
  kill(): void;
}

interface Given {
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** For what has to be fetched and built first. */
  timeoutMs?: number;
}

/** Runs a command that ends in the demo, and waits until it says how to end it. */
export async function startDemo(command: readonly string[], given: Given = {}): Promise<Demo> {
  const { env = {}, cwd = emptyFolder(), timeoutMs = 60_000 } = given;
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    env: { ...childEnv, ...env },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  }); // its own process group, as in a shell
  const ended = once(child, "close");
  const out = collected(child.stdout);
  const err = collected(child.stderr);

  const late = AbortSignal.timeout(timeoutMs);
  while (!out().includes("Ctrl-C")) {
    const more = once(child.stdout, "data", { signal: late });
    const over = await Promise.race([more.then(() => false), ended.then(() => true)]).catch(() => true);
    if (!over) continue;
    signal(child, "SIGKILL");
    throw new Error(`the demo did not start: ${out()}${err()}`);
  }

  return {
    mcpUrl: /http:\S+\/mcp/.exec(out())?.[0] ?? "",
    redmineUrl: /sample Redmine behind it +(\S+?)\/?\s/.exec(out())?.[1] ?? "",
    logins: [...out().matchAll(/^ {2}(\w+) +(ahoy-\w+) /gm)].map(([, login = "", password = ""]) => ({
      login,
      password,
    })),
    said: out,
    logged: err,
    interrupt: async () => {
      signal(child, "SIGINT");
      const [code] = await ended;
      return code;
    },
    kill: () => signal(child, "SIGKILL"),
  };
}

export function emptyFolder(): string {
  return temporaryFolder();
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (more) => {
    text += more;
  });
  return () => text;
}

/** To the whole group: npx passes nothing on that it is not sent itself. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // it has ended
  }
}
