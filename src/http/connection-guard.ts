import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { bounds } from "./bounds.ts";
import { connectionTurns, type Feed } from "./connection-turns.ts";

interface Connection {
  feed: Feed;
  /** Whose last call came over it. */
  person: number | undefined;
  signIn(person: number): void;
  request: IncomingMessage | undefined;
  /** Bytes of answers that its reader has taken, and since when no more. */
  sentBytes: number;
  sentAt: number;
}

const connections = new WeakMap<Socket, Connection>();
const sweepMs = 500;

/** Holds a server's connections to `bounds`. Gives those that are open. */
export function guardConnections(server: Server): () => Iterable<Socket> {
  const open = new Map<Socket, Connection>(); // in the order of their last finished request
  const counts = new Map<number, number>(); // of each person's
  const forget = (connection: Connection) => {
    open.delete(connection.feed.socket);
    countOf(connection, undefined);
  };
  const close = (connection: Connection | undefined) => {
    if (!connection) return;
    forget(connection);
    connection.feed.socket.destroy();
  };
  /** Gives the number of the person's connections. */
  const countOf = (connection: Connection, person: number | undefined): number => {
    const before = connection.person;
    if (before !== undefined && before !== person) {
      const left = (counts.get(before) ?? 0) - 1;
      if (left > 0) counts.set(before, left);
      else counts.delete(before);
    }
    connection.person = person;
    if (person === undefined) return 0;
    const count = (counts.get(person) ?? 0) + (before === person ? 0 : 1);
    counts.set(person, count);
    return count;
  };
  const turns = connectionTurns(() => close(mostOf(open, ({ feed }) => (feed.isSignedIn ? 0 : feed.waitingBytes))));
  Object.assign(server, { pauseOnConnect: true }); // `turns` begin to read
  server.maxConnections = bounds.connections + 100; // only where closing does not keep up with accepting

  server.on("connection", (socket: Socket) => {
    const connection: Connection = {
      feed: turns.take(socket),
      person: undefined,
      signIn: (person) => {
        connection.feed.signIn();
        if (!open.has(socket)) return;
        if (countOf(connection, person) > bounds.connectionsOfOne) close(firstOf(open, connection));
      },
      request: undefined,
      sentBytes: 0,
      sentAt: performance.now(),
    };
    connections.set(socket, connection);
    open.set(socket, connection);
    socket.once("close", () => forget(connection));
    if (open.size > bounds.connections) close(firstToGo(open));
  });

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const connection = open.get(request.socket);
    if (!connection) return;
    connection.request = request;
    response.once("close", () => {
      if (connection.request !== request) return; // the next one has begun
      connection.request = undefined;
      if (open.delete(request.socket)) open.set(request.socket, connection); // now the last
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
export function markSignedIn(socket: Socket, person: number): void {
  connections.get(socket)?.signIn(person);
}

/** Answers a request when those before it on its connection have been answered. */
export function inTurn(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
  const connection = connections.get(request.socket);
  if (connection) connection.feed.answer(response, handle);
  else handle();
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

/**
 * The one that has been without a finished request for longest. What is answered right now stays, and strangers go before people.
 * It is among the first: that a thousand connections make room in one turn of the event loop must cost little.
 */
function firstToGo(open: ReadonlyMap<Socket, Connection>): Connection | undefined {
  let person: Connection | undefined;
  for (const connection of open.values()) {
    if (connection.request?.complete) continue;
    if (!connection.feed.isSignedIn) return connection;
    person ??= connection;
  }
  return person;
}

/** The same person's that has been without a finished request for longest, and is not the latest. */
function firstOf(open: ReadonlyMap<Socket, Connection>, latest: Connection): Connection | undefined {
  for (const connection of open.values()) {
    if (connection.person === latest.person && connection !== latest && !connection.request?.complete)
      return connection;
  }
  return undefined;
}

function isStalled(connection: Connection, now: number): boolean {
  const { socket } = connection.feed;
  const sent = socket.bytesWritten - socket.writableLength;
  if (socket.writableLength === 0 || sent !== connection.sentBytes) {
    connection.sentBytes = sent;
    connection.sentAt = now;
  }
  return now - connection.sentAt > bounds.stalledAnswerMs;
}
