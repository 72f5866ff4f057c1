import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endWithUs } from "../support/end-with-us.ts";
import { freePort } from "../support/world.ts";
import type { Target } from "./instant-redmine.ts";
import { pinned } from "./pinned.ts";

/** The server that is measured: the built one, with the flags of the image. */
export interface Subject {
  url: string;
  pid: number;
  /** From spawn to listening. */
  startMs: number;
  /** Of the inspector, where it was asked for. */
  inspector: string | undefined;
  stop(): Promise<void>;
}

export interface SubjectOptions {
  settings?: Record<string, string>;
  /** More flags for Node. */
  node?: string[];
  compileCache?: string;
  pin?: boolean;
  /** Another checkout, built; by default this one. */
  checkout?: string | undefined;
}

const here = fileURLToPath(new URL("../..", import.meta.url));
const dockerfile = new URL("../../Dockerfile", import.meta.url);

/** `--max-old-space-size=…` and the like, as the image sets them. */
export function imageFlags(): string[] {
  return readFileSync(dockerfile, "utf8").match(/--max-[a-z-]+=\d+/g) ?? [];
}

export async function startSubject(target: Target, options: SubjectOptions = {}): Promise<Subject> {
  const { settings = {}, node = [], compileCache, pin = true, checkout = here } = options;
  const built = join(checkout, "dist/main.js");
  if (!existsSync(built)) throw new Error(`build first: npm run build in ${checkout}`);
  const folder = mkdtempSync(join(tmpdir(), "redmine-fastmcp-bench-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const child = spawn(process.execPath, [...imageFlags(), ...node, built, "serve"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_ENV: "production",
      REDMINE_URL: target.url,
      REDMINE_CLIENT_ID: target.clientId,
      REDMINE_CLIENT_SECRET: target.clientSecret,
      MCP_PORT: String(port),
      MCP_BASE_URL: url,
      TOKEN_STORE_URL: `sqlite://${join(folder, "tokens.sqlite")}`,
      ...(compileCache && { NODE_COMPILE_CACHE: compileCache }),
      ...settings,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  endWithUs(child);
  if (pin && child.pid !== undefined) pinned(child.pid, "last");
  const { startMs, inspector } = await listening(child, begun);

  return {
    url,
    pid: child.pid ?? 0,
    startMs,
    inspector,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcess, begun: number): Promise<{ startMs: number; inspector: string | undefined }> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    let inspector: string | undefined;
    child.once("exit", (code, signal) => {
      if (code === 0) return;
      process.stderr.write(`the server ended with ${code ?? signal}:\n${said.join("\n")}\n`);
      reject(new Error("the server ended"));
    });
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      if (said.length > 20) said.shift();
      inspector ??= /^Debugger listening on (ws:\S+)/.exec(line)?.[1];
      if (line.includes('"event":"listening"')) resolve({ startMs: performance.now() - begun, inspector });
    });
  });
}

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on

/** What the process has used of the CPU so far, in seconds: it does not grow while others have the core. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function rssMb(pid: number, which: "VmRSS" | "VmHWM" = "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
}
