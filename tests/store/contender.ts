// A process of its own that races others for the same records. Told what to do by its parent, one message a race.
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../src/store/open.ts";

const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
const minute = 60_000;
const me = String(process.pid);
const [, , url] = process.argv;
if (!url || !process.send) throw new Error("started by contention.test.ts, with a store's URL");
const answer = process.send.bind(process);
const store = await openStore(url);

/** Reads, then tries to be the first to add; answers with what it won and what it won but does not find. */
async function addAll(namespace: string) {
  const won: string[] = [];
  const vanished: string[] = [];
  for (const key of keys) {
    await store.get(namespace, key);
    if (!(await store.add(namespace, key, me, minute))) continue;
    won.push(key);
    if ((await store.get(namespace, key)) !== me) vanished.push(key);
  }
  return { won, vanished };
}

/** Replaces each record again and again until it is gone; answers with those that came back. */
async function replaceUntilGone(namespace: string) {
  const revived: string[] = [];
  for (const key of keys) {
    while (await store.replace(namespace, key, me, minute)) await sleep(2 * Math.random());
    const back = (await store.replace(namespace, key, me, minute)) || (await store.get(namespace, key)) !== undefined;
    if (back) revived.push(key);
  }
  return { revived };
}

process.on("message", async ({ race, namespace }: { race: "add" | "replace"; namespace: string }) => {
  answer(race === "add" ? await addAll(namespace) : await replaceUntilGone(namespace));
});
process.on("disconnect", () => process.exit());
answer({ ready: true });
