import type { Target } from "./instant-redmine.ts";
import { median } from "./quantile.ts";
import { cpuSeconds, startSubject } from "./subject.ts";
import type { Row } from "./table.ts";
import { manyTokens } from "./throughput.ts";

/** Whole sign-ins: authorize, consent, Redmine, callback, token. */
export async function signIns(target: Target, runs: number, count: number): Promise<Row[]> {
  const server = await startSubject(target);
  try {
    await manyTokens(server, target, 50);
    const aCore: number[] = [];
    const aSecond: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const [begun, used] = [performance.now(), cpuSeconds(server.pid)];
      await manyTokens(server, target, count);
      aSecond.push(count / ((performance.now() - begun) / 1000));
      aCore.push(count / (cpuSeconds(server.pid) - used));
    }
    const got = `${median(aCore).toFixed(0)} a core-second of ours, ${median(aSecond).toFixed(0)} a second`;
    return [{ what: `sign-ins, ${target.name}, SQLite`, got }];
  } finally {
    await server.stop();
  }
}
