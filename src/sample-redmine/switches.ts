import { setTimeout as sleep } from "node:timers/promises";

/** Redmine versions the sample can pretend to be; before 6.1 there is no OAuth. */
export type RedmineVersion = "5.0" | "6.0" | "6.1";

/** How the sample is broken: no connection, an error, a page from something else, or silence. */
export type Outage = "refuse" | "500" | "html" | "hang";

/** An administrator's settings and the outages that tests ask for. */
export type Switches = {
  restEnabled: boolean;
  loginRequired: boolean;
  version: RedmineVersion;
  outage: Outage | undefined;
  delayMs: number;
};

export const initialSwitches = (): Switches => ({
  restEnabled: true,
  loginRequired: false,
  version: "6.1",
  outage: undefined,
  delayMs: 0,
});

/** How a broken Redmine answers. In process a refused connection is what fetch makes of one: a TypeError. */
export async function broken(outage: Outage, request: Request): Promise<Response> {
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
      await wait(longestTimerMs, request).catch(() => undefined);
      throw request.signal.reason;
  }
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * Rejects as soon as the request is aborted. The timer holds the request: Node.js collects a Request that nothing holds, and
 * its signal then never aborts.
 */
export const wait = (ms: number, request: Request) => sleep(ms, request, { signal: request.signal });
