import { setTimeout as sleep } from "node:timers/promises";

/** Returns when anything answers there, 502 included. */
export async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(50);
  }
  throw new Error(`nothing answers at ${url}`);
}
