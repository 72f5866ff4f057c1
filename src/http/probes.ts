import { once } from "node:events";
import { createServer } from "node:http";
import { Hono } from "hono";
import type { Metrics } from "../metrics.ts";

export interface HealthOptions {
  version: string;
  startedAt: number;
  /** Whether store and Redmine answer; asked at most every few seconds. */
  ready: () => Promise<boolean>;
  /** The process was asked to stop. */
  stopping: AbortSignal;
}

/** For probes: `/health` is the process, `/ready` what it needs. No Host check (probes use addresses), no detail to strangers. */
export function healthRoutes({ version, startedAt, ready, stopping }: HealthOptions): Hono {
  const routes = new Hono();
  routes.get("/health", (context) => {
    const uptime = Math.round((Date.now() - startedAt) / 1000);
    return context.json({ status: "ok", version, uptime }, 200, { "Cache-Control": "no-store" });
  });
  routes.get("/ready", async (context) => {
    const status = stopping.aborted ? "stopping" : (await ready()) ? "ready" : "not ready";
    return context.json({ status }, status === "ready" ? 200 : 503, { "Cache-Control": "no-store" });
  });
  return routes;
}

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
