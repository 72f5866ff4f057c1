import { once } from "node:events";
import { createServer } from "node:http";
import type { Metrics } from "../metrics.ts";

/** Serves `/metrics` and nothing else, on a port that no proxy leads to. Rejects with the error of the socket. */
export async function listenForMetrics(metrics: Metrics, host: string, port: number) {
  const server = createServer(async (request, response) => {
    if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    const { contentType, text } = await metrics.page();
    response.writeHead(200, { "Content-Type": contentType, "Cache-Control": "no-store" }).end(text);
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();

  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
