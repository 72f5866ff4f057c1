import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import type { Person } from "../../src/sample-redmine/controls.ts";
import type { SampleOptions, SampleRedmine } from "../../src/sample-redmine/redmine.ts";
import { type RunningServer, type ServerDeps, startServer } from "../../src/server.ts";
import { sampleUrl } from "./sample-url.ts";
import { createTestRedmine } from "./test-redmine.ts";

/** A sample Redmine and our server in front of it, on loopback; only Redmine's side of the network is stood in for. */
export interface World {
  /** MCP_BASE_URL of the server. */
  url: string;
  mcpUrl: string;
  sample: SampleRedmine;
  people: Record<"admin" | "alice" | "bob" | "carol" | "dan" | "greta", Person>;
  /** Every line the server logged. */
  log: string[];
  server: RunningServer;
  /** Stops the server and starts it again on the same store, as another process would. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** More settings, by their environment names; TOKEN_STORE_URL is a new SQLite file unless given. */
  settings?: Record<string, string>;
  sample?: Partial<SampleOptions>;
  deps?: Partial<ServerDeps>;
}

export async function startWorld({ settings = {}, sample: sampleOptions, deps }: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "redmine-fastmcp-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const sample = createTestRedmine({ baseUrl: sampleUrl, redirectUris: [`${url}/oauth/callback`], ...sampleOptions });
  const network = setupServer(
    http.all(`${sampleUrl}/*`, async ({ request }) => {
      try {
        return await sample.fetch(request);
      } catch (error) {
        if (request.signal.aborted) return HttpResponse.error(); // given up: nobody waits for an answer
        throw error;
      }
    }),
  );
  network.listen({ onUnhandledFrame: "bypass" });

  const env = {
    REDMINE_URL: sampleUrl,
    REDMINE_CLIENT_ID: sample.clientId,
    REDMINE_CLIENT_SECRET: sample.clientSecret,
    MCP_PORT: String(port),
    TOKEN_STORE_URL: `sqlite://${join(folder, "tokens.sqlite")}`,
    LOG_LEVEL: "debug",
    ...settings,
  };
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const start = async () => {
    const config = loadConfig({ command: "serve", argv: [], env, cwd: folder });
    return startServer(config, { log: createLog({ level: config.logLevel, destination }), ...deps });
  };
  let server = await start();

  return {
    url,
    mcpUrl: `${url}/mcp`,
    sample,
    people: sample.people as World["people"], // the test data has these people
    log,
    get server() {
      return server;
    },
    restart: async () => {
      await server.stop();
      server = await start();
    },
    stop: async () => {
      await server.stop();
      network.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
