import { setImmediate as otherWork } from "node:timers/promises";

const turnMs = 8;

/** Runs the steps to their end. After each 8 ms other work has its turn. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (let begun = performance.now(); ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - begun < turnMs) continue;
    await otherWork();
    begun = performance.now();
  }
}

/** Runs the steps to their end in one turn: for few bytes, and in a worker. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
