import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const up = fileURLToPath(new URL("up", import.meta.url));

interface Options {
  stdin?: string;
  /** Shows what it says meanwhile: a first build takes a minute. */
  progress?: boolean;
}

/** Runs `up` with these arguments and returns its stdout; throws with what it said when it failed. */
export async function runUp(args: string[], { stdin = "", progress = false }: Options = {}): Promise<string> {
  const child = spawn(up, args, { stdio: "pipe" });
  if (progress) child.stderr.pipe(process.stderr, { end: false });
  child.stdin.on("error", () => {}); // a command that does not read may be gone before the end of it
  child.stdin.end(stdin);

  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (code !== 0) throw new Error(`up ${args[0]} failed (${code}): ${stderr || stdout}`);
  return stdout;
}
