import { type Ask, ask } from "./http.ts";

export interface Load {
  /** ms, of each call in order. */
  latencies: number[];
  seconds: number;
}

/** Makes so many calls, so many at a time. Throws when one does not succeed. */
export async function load(calls: number, atOnce: number, next: (n: number) => Ask): Promise<Load> {
  const latencies: number[] = [];
  const begun = performance.now();
  let n = 0;

  async function one(): Promise<void> {
    while (n < calls) {
      const call = next(n);
      n += 1;
      const sent = performance.now();
      const { status, body } = await ask(call);
      if (status !== 200 || body.includes('"isError":true')) throw new Error(`HTTP ${status}: ${body.slice(0, 400)}`);
      latencies.push(performance.now() - sent);
    }
  }

  await Promise.all(Array.from({ length: atOnce }, one));
  return { latencies, seconds: (performance.now() - begun) / 1000 };
}
