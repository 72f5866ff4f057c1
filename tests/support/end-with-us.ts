import { type ChildProcess, spawn } from "node:child_process";

/** However this process ends, SIGKILL included, the other is killed too: the guard's input ends with us. */
export function endWithUs(other: ChildProcess): void {
  if (other.pid === undefined) return;
  const script = `cat > /dev/null; kill -KILL ${other.pid}`;
  const guard = spawn("sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  other.once("exit", () => guard.kill("SIGKILL"));
}
