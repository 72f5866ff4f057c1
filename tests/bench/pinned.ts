import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

const cores = cpus().length;
const last = cores - 1;
const others = cores > 1 ? `0-${last - 1}` : "0";

/** Puts a process on the last core, which is left to the measured server, or on all but that one. False: not possible here. */
export function pinned(pid: number, where: "last" | "others"): boolean {
  const core = where === "last" ? String(last) : others;
  return spawnSync("taskset", ["-a", "-p", "-c", core, String(pid)]).status === 0;
}
