import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bounds } from "../../src/http/bounds.ts";
import { guardConnections, markSignedIn } from "../../src/http/connection-guard.ts";

const server = createServer((request, response) => {
  if (request.url === "/signed-in") markSignedIn(request.socket);
  response.end("ok");
});
const openSockets = guardConnections(server);
const clients: Socket[] = [];

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  server.close();
  await once(server, "close");
});

test("where a connection is too many, the stranger's without a finished request for longest is closed", async () => {
  const signedIn = await opened("/signed-in");
  const active = await opened();
  const first = await opened();
  const second = await opened();
  await get(active, "/");
  while (clients.length < bounds.connections) await Promise.all(Array.from({ length: 4 }, () => opened()));
  expect(clients.filter(isClosed)).toEqual([]);

  await opened();
  await once(first, "close");
  expect(clients.filter(isClosed)).toEqual([first]);
  await opened();
  await once(second, "close");
  expect(clients.filter(isClosed)).toEqual([first, second]);

  // as many again as there is room for: every stranger of before goes, and the signed-in person stays
  for (let count = 0; count < bounds.connections - 1; count += 1) await opened();
  await get(signedIn, "/signed-in");
  expect([...openSockets()]).toHaveLength(bounds.connections);
});

const isClosed = (socket: Socket) => socket.closed;

async function opened(path?: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  clients.push(socket);
  socket.resume().on("error", () => undefined);
  await once(socket, "connect");
  if (path) await get(socket, path);
  return socket;
}

async function get(socket: Socket, path: string): Promise<void> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(socket, "data");
}
