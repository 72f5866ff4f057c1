import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { guardConnections, inTurn, markSignedIn } from "../../src/http/connection-guard.ts";

/** A server with guarded connections, for the tests of one file. `/signed-in/7` signs person 7 in. With `takesTurns`, requests wait for their turn. */
export function guardedServer({ takesTurns = false } = {}) {
  // longer than a test takes on a busy machine
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const answer = () => {
      const person = /^\/signed-in\/(\d+)$/.exec(request.url ?? "")?.[1];
      if (person) markSignedIn(request.socket, Number(person));
      response.end("ok");
    };
    if (takesTurns) inTurn(request, response, answer);
    else answer();
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

  return {
    server,
    openSockets,
    clients,
    /** A new connection. */
    async opened(): Promise<Socket> {
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      clients.push(socket);
      socket.on("error", () => undefined);
      await once(socket, "connect");
      return socket;
    },
  };
}
