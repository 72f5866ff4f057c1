import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import type { EndingControl } from "./ending.ts";

export interface Listening {
  port: number;
  /** Ends in at most `lingerMs` and eight seconds. `lingerMs`: how long everything is still accepted, while proxies learn of it. */
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
const usualCallsMs = 7_000; // with the linger before and the store's close after it less than the ten seconds of container engines
const farewellMs = 500; // for the last answers to get out
const unusedMs = 250; // a connection on which nothing came yet: browsers and proxies open some ahead
const idleCheckMs = 50;

/** Listens for HTTP. Rejects with the error of the socket. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { fetch, host, port, ending, callsMs = usualCallsMs } = options;
  // the name is for probes that speak HTTP/1.0 and send none
  const server = createServer({ keepAliveTimeout: keepAliveMs }, getRequestListener(fetch, { hostname: host }));
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
      await quietMoment();
      await drain(server, sockets, ending, callsMs);
    },
  };
}

/** Takes nothing new, and returns when what had begun has ended. */
async function drain(
  server: Server,
  sockets: ReadonlySet<Socket>,
  ending: EndingControl,
  callsMs: number,
): Promise<void> {
  const closed = once(server, "close");
  server.close(); // and with it the idle connections

  const timers = [
    setInterval(() => server.closeIdleConnections(), idleCheckMs),
    setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, unusedMs),
    setTimeout(() => ending.cut(), callsMs),
    setTimeout(() => server.closeAllConnections(), callsMs + farewellMs),
  ];
  await closed;
  for (const timer of timers) clearTimeout(timer);
}

/**
 * Returns when the event loop has just emptied its sockets. Connections that the kernel has accepted and we have not are reset
 * when the listener closes, and a proxy does not send a POST twice: between the two there should be microseconds.
 */
async function quietMoment(): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const begun = performance.now();
    await nextTurn();
    if (performance.now() - begun < 0.3) return;
  }
}
