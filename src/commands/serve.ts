import { once } from "node:events";
import { ConfigError } from "../config/config-error.ts";
import { type Config, loadConfig } from "../config.ts";
import { createLog } from "../log.ts";
import type { RunningServer, ServerDeps } from "../server.ts";
import { createTracing } from "../tracing.ts";
import { version } from "../version.ts";
import type { Finding } from "./doctor/finding.ts";
import { warningsOf } from "./doctor/settings.ts";
import { type Invocation, startFailure } from "./failures.ts";

const lingerMs = 500; // for proxies and probes to see that this replica goes; with nothing in flight a stop takes this long

/** Serves MCP over HTTP until the process is told to stop. Throws ConfigError for bad settings. */
export async function serve({ argv, env, cwd, terminal, stop }: Invocation): Promise<void> {
  const config = settings({ argv, env, cwd });
  const log = createLog({ level: config.logLevel });
  for (const warning of warningsOf(config, "serve")) log.warn({ event: "setting_warning", warning });

  const tracing = await createTracing(env, config.redmineUrl, log);
  const examine = () => findingsOf(config);
  await serveUntilStopped(config, { log, tracing, examine }, { terminal, stop });
  await tracing?.stop();
}

/** Who starts it without any settings learns of the commands that help. */
function settings(invocation: Pick<Invocation, "argv" | "env" | "cwd">): Config {
  try {
    return loadConfig({ command: "serve", ...invocation });
  } catch (error) {
    if (!(error instanceof ConfigError && error.missing && error.setting === "REDMINE_URL")) throw error;
    const first = "“redmine-fastmcp init” asks for all that is needed, and “redmine-fastmcp demo” needs nothing";
    throw new ConfigError(error.setting, `${error.message}; ${first}`, { missing: true });
  }
}

async function findingsOf(config: Config): Promise<Finding[]> {
  const { examine } = await import("./doctor.ts"); // late, because few ever look
  return (await Array.fromAsync(examine(config, "serve"))).flat();
}

/** Starts the server and returns when it was asked to stop and has stopped. */
export async function serveUntilStopped(
  config: Config,
  deps: ServerDeps,
  { terminal, stop }: Pick<Invocation, "terminal" | "stop">,
): Promise<void> {
  const { log } = deps;
  const server = await startServing(config, deps);
  log.info({ event: "listening", url: server.url, port: server.port, version, node: process.version });
  if (process.stderr.isTTY) {
    terminal.err(
      `Serving at ${server.url}/mcp (the URL to add) · How to add it: ${server.url}/ · Press Ctrl-C to stop.\n`,
    );
  }

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
