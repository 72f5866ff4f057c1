import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { bounds } from "./bounds.ts";
import { connectionTurns, type Feed } from "./connection-turns.ts";

interface Connection {
  feed: Feed;
  /** Since when no request has been finished on it; ms of the process's clock. */
  since: number;
  request: IncomingMessage | undefined;
  /** Bytes of answers that its reader has taken, and since when no more. */
  taken: number;
  takenAt: number;
}

const connections = new WeakMap<Socket, Connection>();
const sweepMs = 500;

/** Holds a server's connections to `bounds`. Gives those that are open. */
export function guardConnections(server: Server): () => Iterable<Socket> {
  const open = new Map<Socket, Connection>();
  const close = (connection: Connection | undefined) => connection?.feed.socket.destroy();
  const turns = connectionTurns(() => close(mostOf(open, ({ feed }) => (feed.isSignedIn ? 0 : feed.waitingBytes))));
  server.maxConnections = bounds.connections + 100; // only where closing does not keep up with accepting

  server.on("connection", (socket: Socket) => {
    const now = performance.now();
    const connection = { feed: turns.take(socket), since: now, request: undefined, taken: 0, takenAt: now };
    connections.set(socket, connection);
    open.set(socket, connection);
    socket.once("close", () => open.delete(socket));
    if (open.size > bounds.connections) close(mostOf(open, (each) => readinessToGo(each, now)) ?? connection);
  });

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const connection = open.get(request.socket);
    if (!connection) return;
    connection.request = request;
    response.once("close", () => {
      if (connection.request !== request) return; // the next one has begun
      connection.request = undefined;
      connection.since = performance.now();
    });
    response.once("finish", () => {
      if (connection.feed.isSignedIn) request.socket.setTimeout(bounds.signedInIdleMs); // after Node has set the shorter one
    });
  });

  const sweep = setInterval(() => {
    let waiting = 0;
    for (const connection of open.values()) {
      waiting += connection.feed.socket.writableLength;
      if (isStalled(connection, performance.now())) close(connection);
    }
    if (waiting > bounds.answerBytes) close(mostOf(open, ({ feed }) => feed.socket.writableLength));
  }, sweepMs).unref();
  server.once("close", () => clearInterval(sweep));

  return () => open.keys();
}

/** A call of a signed-in person came over this connection: it is theirs, or a proxy's. */
export function markSignedIn(socket: Socket): void {
  const connection = connections.get(socket);
  if (connection) connection.feed.isSignedIn = true;
}

/** What still comes on this connection is not looked at, and it ends with the answer that is being given. */
export function dropRest(socket: Socket): void {
  connections.get(socket)?.feed.dropRest();
}

/** The one for which the measure is largest; undefined where it is 0 for all. */
function mostOf(open: ReadonlyMap<Socket, Connection>, measure: (connection: Connection) => number) {
  let most: Connection | undefined;
  let largest = 0;
  for (const connection of open.values()) {
    const size = connection.feed.socket.destroyed ? 0 : measure(connection);
    if (size > largest) [most, largest] = [connection, size];
  }
  return most;
}

const strangersFirst = 1e12; // longer than any process runs, in ms

/** How long it has been without a finished request. What is answered right now stays, and strangers go before people. */
function readinessToGo({ feed, request, since }: Connection, now: number): number {
  if (request?.complete) return 0;
  return now - since + (feed.isSignedIn ? 0 : strangersFirst);
}

function isStalled(connection: Connection, now: number): boolean {
  const { socket } = connection.feed;
  const taken = socket.bytesWritten - socket.writableLength;
  if (socket.writableLength === 0 || taken !== connection.taken) {
    connection.taken = taken;
    connection.takenAt = now;
  }
  return now - connection.takenAt > bounds.stalledAnswerMs;
}
