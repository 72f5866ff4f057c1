import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs the docker command against the engine of tests/image/check; gives what it prints. */
export async function docker(...args: string[]): Promise<string> {
  if (!process.env.DOCKER_HOST) throw new Error("These tests run in tests/image/check, which brings the engine");
  const { stdout } = await run("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** What a container said on stderr, where the log goes. */
export async function logOf(container: string): Promise<string> {
  return (await run("docker", ["logs", container], { maxBuffer: 64 * 1024 * 1024 })).stderr;
}

export async function inspect(thing: string, format: string): Promise<string> {
  return docker("inspect", thing, "--format", format);
}
