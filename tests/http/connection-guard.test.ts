import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { bounds } from "../../src/http/bounds.ts";
import { guardConnections, inTurn } from "../../src/http/connection-guard.ts";
import { guardedServer } from "./guarded-server.ts";

const { openSockets, clients, opened: connected } = guardedServer();

test("where a connection is too many, the stranger's without a finished request for longest is closed", async () => {
  const signedIn = await opened("/signed-in/1");
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
  await get(signedIn, "/signed-in/1");
  expect([...openSockets()]).toHaveLength(bounds.connections);
});

test("of one person with too many connections, the one without a finished request for longest is closed", async () => {
  const another = await opened("/signed-in/2");
  const first = await opened("/signed-in/3");
  const second = await opened("/signed-in/3");
  for (let theirs = 2; theirs < bounds.connectionsOfOne; theirs += 1) await opened("/signed-in/3");
  await get(first, "/signed-in/3"); // now it is the last
  expect([first, second].filter(isClosed)).toEqual([]);

  await opened("/signed-in/3");
  await once(second, "close");
  await get(another, "/signed-in/3"); // a proxy's connection goes from one person to another
  await get(another, "/signed-in/2");
  expect([another, first].filter(isClosed)).toEqual([]);
});

const isClosed = (socket: Socket) => socket.closed;

async function opened(path?: string): Promise<Socket> {
  const socket = await connected();
  socket.resume();
  if (path) await get(socket, path);
  return socket;
}

async function get(socket: Socket, path: string): Promise<void> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(socket, "data");
}

// Requests that are sent without waiting for the answers

test("a connection's requests are answered one after the other, with their bodies, in their order", async () => {
  let inHand = 0;
  let most = 0;
  const { port, close } = await listening(async (request, response) => {
    inHand += 1;
    most = Math.max(most, inHand);
    let body = "";
    for await (const piece of request) body += piece;
    await sleep(2);
    inHand -= 1;
    response.end(`<${request.url} ${body.length}>`);
  });
  const sizes = [0, 7, 5_000, 0, 70_000, 1, 0, 0, 2_048, 9];
  const requests = sizes.map((size, at) =>
    size === 0
      ? `GET /${at} HTTP/1.1\r\nHost: localhost\r\n\r\n`
      : `POST /${at} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n${"a".repeat(size)}`,
  );
  const socket = connect(port, "127.0.0.1");
  socket.write(requests.join(""));
  let answers = "";
  for await (const piece of socket) {
    answers += piece;
    if (answers.includes("</9 ")) break;
  }
  expect(answers.match(/<.*?>/g)).toEqual(sizes.map((size, at) => `</${at} ${size}>`));
  expect(most).toBe(1);
  await close();
});

test("for a client that takes no answers, few are made", async () => {
  const answered = new Map<string, number>();
  const { port, close } = await listening((request, response) => {
    const path = request.url ?? "";
    answered.set(path, (answered.get(path) ?? 0) + 1);
    response.end(path === "/page" ? Buffer.alloc(1024 * 1024) : "ok");
  });
  const deaf = connect(port, "127.0.0.1");
  deaf.write("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200));
  await sleep(200);
  const socket = connect(port, "127.0.0.1");
  await get(socket, "/other");
  await sleep(100);

  expect(answered.get("/other")).toBe(1);
  expect(answered.get("/page")).toBeGreaterThan(0);
  expect(answered.get("/page")).toBeLessThan(20); // what the kernel takes for the client, a few megabytes
  deaf.resume(); // and the rest as soon as it reads
  await expect.poll(() => answered.get("/page"), { timeout: 50_000 }).toBe(200); // 200 MB, on a busy machine too
  deaf.destroy();
  socket.destroy();
  await close();
});

async function listening(handle: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const own = createServer();
  guardConnections(own);
  own.on("request", (request, response) => inTurn(request, response, () => void handle(request, response)));
  own.listen(0, "127.0.0.1");
  await once(own, "listening");
  return {
    port: (own.address() as AddressInfo).port,
    close: async () => {
      own.closeAllConnections();
      own.close();
      await once(own, "close");
    },
  };
}
