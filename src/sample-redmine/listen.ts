import { once } from "node:events";
import { serve } from "@hono/node-server";
import type { SampleRedmine } from "./redmine.ts";

/** Puts a sample on a port, for browsers; gives what takes it off again. Throws what listening throws. */
export async function listen(sample: SampleRedmine, hostname: string, port: number): Promise<() => Promise<void>> {
  const server = serve({ fetch: sample.fetch, hostname, port });
  await once(server, "listening");

  return async () => {
    const closed = once(server, "close");
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections(); // nothing there is worth waiting for
    await closed;
  };
}
