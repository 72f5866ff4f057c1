import { once } from "node:events";
import { createServer } from "node:net";
import type { Config } from "../../../src/config.ts";
import { StoreUnavailable } from "../../../src/store/store.ts";
import { parseStoreUrl } from "../../../src/store/url.ts";

/** Listens and says nothing; STUB_SERVER names what goes wrong. */
export async function startServer(config: Config): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const fault = process.env.STUB_SERVER ?? "";
  parseStoreUrl(config.tokenStoreUrl.reveal());
  if (fault === "no store") throw new StoreUnavailable("redis: connect\nECONNREFUSED");
  if (fault === "bug at start") throw new TypeError("alice's words");

  const server = createServer().listen(config.port, config.host);
  await once(server, "listening");
  if (fault === "bug later") setTimeout(() => Promise.reject(new TypeError("alice's words")), 50);
  if (fault.includes("ten seconds")) shortenTenSeconds();
  setInterval(() => {}, 60_000); // something stays open, as a pooled connection would

  return { url: config.baseUrl, port: config.port, stop: () => stopped(fault) };
}

async function stopped(fault: string): Promise<void> {
  if (fault.startsWith("never stops")) await new Promise(() => {});
}

function shortenTenSeconds(): void {
  const real = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign((run: () => void, ms?: number) => real(run, ms === 10_000 ? 200 : ms), real);
}
