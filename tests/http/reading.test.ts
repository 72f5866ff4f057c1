import { once } from "node:events";
import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { bounds } from "../../src/http/bounds.ts";
import { guardedServer } from "./guarded-server.ts";

const { server, clients, opened } = guardedServer({ takesTurns: true });
const taken: Socket[] = [];
server.on("connection", (socket) => taken.push(socket));

const unfinished = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n${"a".repeat(40_000)}`;

test("of two hundred strangers who send at once, a few are read in each turn of the event loop, and all in the end", async () => {
  const connections = 200;
  await Promise.all(Array.from({ length: connections }, opened));
  await expect.poll(() => taken.length).toBe(connections);
  const before = taken.map(({ bytesRead }) => bytesRead);
  for (const client of clients) client.write(unfinished);

  let most = 0;
  let turns = 0;
  while (taken.some(({ bytesRead }) => bytesRead < unfinished.length)) {
    await nextTurn();
    turns += 1;
    const read = taken.filter(({ bytesRead }, at) => bytesRead !== before[at]).length;
    most = Math.max(most, read);
    for (const [at, { bytesRead }] of taken.entries()) before[at] = bytesRead;
  }
  // Two turns can fall between two looks of this test.
  expect(most).toBeLessThanOrEqual(2 * bounds.strangerReads);
  expect(turns).toBeGreaterThan(connections / (2 * bounds.strangerReads));
});

test("strangers whose connections end at once are noticed, a few in each turn", async () => {
  const some = await Promise.all(Array.from({ length: 100 }, opened));
  await expect.poll(() => taken.filter(({ destroyed }) => !destroyed).length).toBeGreaterThanOrEqual(100);
  for (const client of clients) client.destroy();
  expect(some.every(({ destroyed }) => destroyed)).toBe(true);
  await expect.poll(() => taken.filter(({ destroyed }) => !destroyed).length).toBe(0);
});

test("a stranger is answered while a signed-in person sends without a pause", async () => {
  const person = await opened();
  person.write("GET /signed-in/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(person, "data");
  const flood = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5_000);
  let isOver = false;
  const keepSending = () => {
    if (!isOver) person.write(flood, keepSending);
  };
  keepSending();

  const stranger = await opened();
  for (let count = 0; count < 20; count += 1) {
    stranger.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(stranger, "data");
  }
  isOver = true;
});
