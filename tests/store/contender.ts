// A process of its own that races others for the same records. Its parent sends an order and gets one answer.
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";

const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
const minute = 60_000;
const me = String(process.pid);
if (!process.send) throw new Error("started by contention.test.ts");
const answer = process.send.bind(process);
let store: Store;

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

type Order = { open: string } | { race: "add" | "replace"; namespace: string } | { close: true };

async function obey(order: Order) {
  if ("open" in order) {
    store = await openStore(order.open);
    return {};
  }
  if ("close" in order) {
    await store.close();
    return {};
  }
  return order.race === "add" ? addAll(order.namespace) : replaceUntilGone(order.namespace);
}

process.on("message", async (order: Order) => answer(await obey(order)));
process.on("disconnect", () => process.exit());
answer({});
