import { once } from "node:events";
import { type Config, loadConfig } from "../config.ts";
import { createLog } from "../log.ts";
import type { RunningServer, ServerDeps } from "../server.ts";
import { createTracing } from "../tracing.ts";
import { version } from "../version.ts";
import { warningsOf } from "./doctor/settings.ts";
import type { Invocation } from "./invocation.ts";
import { startFailure } from "./start-failure.ts";

const lingerMs = 500; // for proxies and probes to see that this replica goes; with nothing in flight a stop takes this long

export async function serve({ argv, env, stop }: Invocation): Promise<void> {
  const config = loadConfig({ command: "serve", argv, env });
  const log = createLog({ level: config.logLevel });
  for (const warning of warningsOf(config, "serve")) log.warn({ event: "setting_warning", warning });

  const tracing = await createTracing(env, config.redmineUrl, log);
  await serveUntilStopped(config, { log, tracing }, stop);
  await tracing?.stop();
}

/** Starts the server and returns when it was asked to stop and has stopped. */
export async function serveUntilStopped(config: Config, deps: ServerDeps, stop: AbortSignal): Promise<void> {
  const { log } = deps;
  const server = await startServing(config, deps);
  log.info({ event: "listening", url: server.url, port: server.port, version, node: process.version });

  if (!stop.aborted) await once(stop, "abort");
  log.info({ event: "stopping" });
  await server.stop(lingerMs);
  log.info({ event: "stopped" });
}

/** Starts the server; a usual reason why it cannot is a sentence. */
export async function startServing(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const { startServer } = await import("../server.ts"); // late, so that a wrong setting is told before all the rest is loaded
  try {
    return await startServer(config, deps);
  } catch (error) {
    throw startFailure(error, config) ?? error;
  }
}
