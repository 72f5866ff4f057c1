import { setTimeout as sleep } from "node:timers/promises";
import type { Outage } from "./switches.ts";

/** How a broken Redmine answers. In process a refused connection is what fetch makes of one: a TypeError. */
export async function broken(outage: Outage, signal: AbortSignal): Promise<Response> {
  switch (outage) {
    case "refuse":
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
    case "500":
      return new Response('{"status":500,"error":"Internal Server Error"}', {
        status: 500,
        headers: { "content-type": "application/json; charset=utf-8" },
      });
    case "html":
      return new Response("<!DOCTYPE html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>", {
        status: 502,
        headers: { "content-type": "text/html" },
      });
    case "hang":
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  }
}

export const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
