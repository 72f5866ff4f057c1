import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bounds } from "../../src/http/bounds.ts";
import { discarder } from "../../src/http/discard.ts";

const discarded = discarder();
const mostInFlight = 2 * 1024 * 1024; // what the first tick and reads under way may add
let bytes = 0;
const server = createServer((socket) => {
  socket.on("data", (piece) => {
    bytes += piece.length;
    discarded.dropped(socket);
  });
  socket.on("error", () => undefined);
  socket.pause();
  discarded.start(socket);
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
});

test("all of one connection is thrown away, so that its sender reads the answer", async () => {
  const socket = sending(Buffer.alloc(8_000_000));
  await expect.poll(() => bytes).toBe(8_000_000);
  socket.destroy();
});

test("of a hundred connections no more is read than the bound says", async () => {
  bytes = 0;
  const begun = performance.now();
  const content = Buffer.alloc(1_000_000);
  const sockets = Array.from({ length: 100 }, () => sending(content));
  await expect.poll(() => bytes).toBeGreaterThan(0);
  await sleep(500);
  const seconds = (performance.now() - begun) / 1_000;
  for (const socket of sockets) socket.destroy();

  expect(bytes).toBeLessThan(bounds.discardedBytes * seconds * 1.2 + mostInFlight);
});

function sending(content: Buffer): Socket {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.end(content);
  return socket;
}
