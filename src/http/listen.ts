import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import type { EndingControl } from "./shutdown.ts";

export interface Listening {
  port: number;
  /** Ends in at most `lingerMs` and eight seconds. `lingerMs`: how long all goes on as before, while probes learn of it; 0 is for nobody. */
  stop(lingerMs: number): Promise<void>;
}

export interface ListenOptions {
  fetch: (request: Request) => Response | Promise<Response>;
  host: string;
  port: number;
  ending: EndingControl;
  /** How long calls in flight may take once nothing new is accepted. */
  callsMs?: number;
}

// Whoever closes a kept connection first may lose a request that is on its way, so the proxy must be the first:
// nginx and AWS do after 60 seconds, Caddy after 120, Google after 600.
const keepAliveMs = 620_000;
const mostConnections = 4_000; // more are refused, so that files and sockets to Redmine can still be opened
const usualCallsMs = 7_000; // with the linger before and the store's close after it less than the ten seconds of container engines
const farewellMs = 500; // for the last answers to get out
// A proxy that keeps connections sends the next requests on these. Each is answered and ends with that; what nothing came on
// for so long is hardly about to be used.
const longestKeptMs = 300;
const unusedMs = 300; // a connection on which nothing came yet: browsers and proxies open some ahead
const idleCheckMs = 50;
const shortTurnMs = 0.1; // in a longer one others may have come since
const mostTries = 500; // of an overloaded server: it accepts as fast as it can, and there are always more

/** Listens for HTTP. Rejects with the error of the socket. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { fetch, host, port, ending, callsMs = usualCallsMs } = options;
  // the name is for probes that speak HTTP/1.0 and send none
  const server = createServer({ keepAliveTimeout: keepAliveMs }, getRequestListener(fetch, { hostname: host }));
  server.maxConnections = mostConnections;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();

  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: async (lingerMs) => {
      ending.stop();
      if (lingerMs > 0) await sleep(lingerMs);
      await untilNoneWaits(server);
      await drain(server, sockets, ending, { callsMs, keptMs: Math.min(lingerMs, longestKeptMs) });
    },
  };
}

/** Takes no new connections, and returns when all have ended. */
async function drain(
  server: Server,
  sockets: ReadonlySet<Socket>,
  ending: EndingControl,
  { callsMs, keptMs }: { callsMs: number; keptMs: number },
): Promise<void> {
  const closed = once(server, "close");
  NetServer.prototype.close.call(server); // the listener alone: http's own closes kept connections with it
  ending.close();

  const begun = performance.now();
  const closeIdle = () => {
    if (performance.now() - begun >= keptMs) server.closeIdleConnections();
  };
  closeIdle();
  const idle = setInterval(closeIdle, idleCheckMs);
  const timers = [
    setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, unusedMs),
    setTimeout(() => ending.cut(), callsMs),
    setTimeout(() => server.closeAllConnections(), callsMs + farewellMs),
  ];
  await closed;
  clearInterval(idle);
  for (const timer of timers) clearTimeout(timer);
}

/**
 * Returns right after the event loop has found no connection to accept. Those that the kernel has accepted and we have not are
 * reset when the listener closes, and a proxy does not send a POST twice: so there should be none.
 */
async function untilNoneWaits(server: Server): Promise<void> {
  let accepted = 0;
  const count = () => {
    accepted += 1;
  };
  server.on("connection", count);

  for (let tries = 0; tries < mostTries; tries += 1) {
    await sleep(1); // who has slept is not interrupted soon
    const [before, begun] = [accepted, performance.now()];
    await nextTurn(); // accepts one connection at most
    if (accepted === before && performance.now() - begun < shortTurnMs) break;
  }
  server.off("connection", count);
}
