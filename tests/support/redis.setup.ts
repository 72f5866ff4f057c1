import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { commandOnPath, redisCommand } from "./redis-command.ts";

const aptInstall = fileURLToPath(new URL("../../.ci/apt-install", import.meta.url));

/** The store's tests need a Redis server: installs one where nobody has to be asked, or stops before the first test. */
export default function setup(): void {
  if (redisCommand()) return;

  const [command, ...args] = installer() ?? [];
  if (command) {
    process.stderr.write(
      `No redis-server and no valkey-server on the PATH. Installing redis-server with ${command} …\n`,
    );
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
    if (redisCommand()) return;
    process.stderr.write(`${stdout}${stderr}${command} ended with ${status}.\n`);
  }
  process.stderr.write(`Install redis-server or valkey-server, then run the tests again: ${advice()}\n`);
  process.exit(1);
}

function installer(): string[] | undefined {
  if (commandOnPath("apt-get")) {
    if (process.getuid?.() === 0) return [aptInstall, "redis-server"];
    if (commandOnPath("sudo") && spawnSync("sudo", ["-n", "true"]).status === 0) {
      return ["sudo", "-n", aptInstall, "redis-server"];
    }
    return undefined;
  }
  return commandOnPath("brew") ? ["brew", "install", "--quiet", "redis"] : undefined;
}

function advice(): string {
  if (commandOnPath("apt-get")) return "sudo apt-get install --no-install-recommends redis-server";
  if (commandOnPath("brew")) return "brew install redis";
  if (commandOnPath("dnf")) return "sudo dnf install valkey";
  if (commandOnPath("apk")) return "sudo apk add valkey";
  return "see https://redis.io or https://valkey.io";
}
