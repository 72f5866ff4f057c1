import { Hono } from "hono";

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
