import { expect, test } from "vitest";
import { documentOf, documentsWithoutNetwork } from "../../support/documents.ts";

const id = "https://client.example/client.json";
const minute = 60_000;
const unreachable = { problem: "client_unreachable" };

test("asked for by many at once, it is fetched once", async () => {
  const { find, asked } = await documentsWithoutNetwork();

  const all = await Promise.all(Array.from({ length: 50 }, () => find(id)));
  expect(new Set(all.map((client) => JSON.stringify(client))).size).toBe(1);
  expect(asked).toHaveLength(1);
});

test("a flood of URLs of one host makes us fetch little, and of many hosts not much more", async () => {
  const { find, asked } = await documentsWithoutNetwork();

  for (let n = 0; n < 200; n++) await find(`https://victim.example/${n}`);
  expect(asked.length).toBe(20);
  for (let n = 0; n < 1_000; n++) await find(`https://host${n}.example/c`);
  expect(asked.length).toBe(120);
});

test("never more than eight connections at once, and two to one host", async () => {
  const { find, network, asked, outcomes } = await documentsWithoutNetwork();
  const waiting: (() => void)[] = [];
  network.answer = (url) => new Promise((resolve) => waiting.push(() => resolve(documentOf(url.href))));

  const found = [
    ...Array.from({ length: 10 }, (_, n) => find(`https://one.example/${n}`)),
    ...Array.from({ length: 20 }, (_, n) => find(`https://host${n}.example/c`)),
  ];
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked.filter((url) => url.includes("one.example"))).toHaveLength(2);
  expect(asked).toHaveLength(8);
  for (const go of waiting) go();
  await Promise.all(found);
  expect(outcomes.filter((outcome) => outcome === "busy")).toHaveLength(22);
});

test("who was turned away for a moment is served in the next", async () => {
  const { find, network } = await documentsWithoutNetwork();
  const waiting: (() => void)[] = [];
  network.answer = (url) => new Promise((resolve) => waiting.push(() => resolve(documentOf(url.href))));
  const first = [find("https://one.example/1"), find("https://one.example/2")];
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(await find("https://one.example/3")).toEqual(unreachable);
  for (const go of waiting) go();
  await Promise.all(first);
  network.answer = async (url) => documentOf(url.href);
  expect(await find("https://one.example/3")).toHaveProperty("name", "Example");
});

test("ten thousand documents leave at most 4,096 small records in the store", { timeout: 60_000 }, async () => {
  const { find, store, network, asked } = await documentsWithoutNetwork();

  for (let n = 0; n < 10_000; n++) {
    if (n % 100 === 0) network.time += 2 * minute;
    await find(`https://host${n}.example/c`);
  }
  expect(asked).toHaveLength(10_000);
  const keys = await Array.fromAsync(store.keys("cimd"));
  expect(keys.length).toBeLessThanOrEqual(4_096);
});
