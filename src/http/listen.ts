import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { bounds } from "./bounds.ts";
import { guardConnections, inTurn } from "./connection-guard.ts";
import type { EndingControl } from "./shutdown.ts";

export interface Listening {
  port: number;
  /** Ends in at most `lingerMs` and eight seconds. `lingerMs`: how long all goes on as before, while probes learn of it; 0 is for nobody. */
  stop(lingerMs: number): Promise<void>;
}

export interface ListenOptions {
  fetch: (request: Request, env?: object) => Response | Promise<Response>;
  host: string;
  port: number;
  ending: EndingControl;
  /** How long calls in flight may take once nothing new is accepted. */
  callsMs?: number;
}

const timeoutCheckMs = 2_000; // how often Node.js looks for requests that take too long
const usualCallsMs = 7_000; // with the linger before and the store's close after it less than the ten seconds of container engines
const lastAnswersMs = 500; // for the last answers to get out
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
  const answer = getRequestListener(fetch, { hostname: host });
  const server = createServer({
    keepAliveTimeout: bounds.strangerIdleMs,
    headersTimeout: bounds.headersMs,
    requestTimeout: bounds.requestMs,
    maxHeaderSize: bounds.headerBytes,
    connectionsCheckingInterval: timeoutCheckMs,
  });
  const sockets = guardConnections(server);
  server.on("request", (request, response) => {
    inTurn(request, response, () => {
      if (isForElsewhere(request)) response.writeHead(400, { Connection: "close" }).end();
      else void answer(request, response);
    });
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

/** RFC 9112 §3.2.2: a target with a host of its own counts more than the Host header, so the two must be one. */
function isForElsewhere({ url = "/", headers }: IncomingMessage): boolean {
  if (url.startsWith("/")) return false;
  return URL.parse(url)?.host !== URL.parse(`http://${headers.host}`)?.host;
}

/** Takes no new connections, and returns when all have ended. */
async function drain(
  server: Server,
  sockets: () => Iterable<Socket>,
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
      for (const socket of sockets()) if (socket.bytesRead === 0) socket.destroy();
    }, unusedMs),
    setTimeout(() => ending.cut(), callsMs),
    setTimeout(() => server.closeAllConnections(), callsMs + lastAnswersMs),
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
