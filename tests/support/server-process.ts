import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { childEnv } from "./child-env.ts";
import { endWithUs } from "./end-with-us.ts";
import { programFile } from "./program.ts";

const startTimeoutMs = 60_000;

/** Our server in a process of its own, as people run it. */
export interface ServerProcess {
  url: string;
  mcpUrl: string;
  /** Every line it logged, over all its lives. */
  log: string[];
  pid: number;
  /** SIGKILL: as a crash, nothing is put in order. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

/** `settings` by their environment names; MCP_BASE_URL and MCP_PORT among them. */
export async function startServerProcess(settings: Record<string, string>): Promise<ServerProcess> {
  const url = settings.MCP_BASE_URL ?? "";
  const log: string[] = [];
  let child = await launch(settings, log);

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
    return child.exitCode;
  };

  return {
    url,
    mcpUrl: `${url}/mcp`,
    log,
    get pid() {
      return child.pid ?? 0;
    },
    kill: async () => void (await end("SIGKILL")),
    start: async () => {
      child = await launch(settings, log);
    },
    stop: () => end("SIGTERM"),
  };
}

async function launch(settings: Record<string, string>, log: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [programFile, "serve"], {
    env: { ...childEnv, HOME: process.env.HOME, LOG_LEVEL: "debug", ...settings },
    stdio: ["ignore", "inherit", "pipe"],
  });
  endWithUs(child);
  const listening = new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`the server did not start: ${log.slice(-5).join("\n")}`)),
      startTimeoutMs,
    );
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${log.slice(-5).join("\n")}`)));
    createInterface({ input: child.stderr as NonNullable<typeof child.stderr> }).on("line", (line) => {
      log.push(line);
      if (!line.includes('"event":"listening"')) return;
      clearTimeout(late);
      resolve();
    });
  });
  await listening;
  return child;
}
