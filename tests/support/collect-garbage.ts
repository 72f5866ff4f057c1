import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export async function collectGarbage(): Promise<void> {
  await setImmediate(); // so that no frame of the caller holds anything
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}
