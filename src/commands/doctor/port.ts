import type { Config } from "../../config.ts";
import { listenOnce } from "../free-port.ts";
import { startFailure } from "../start-failure.ts";
import { type Finding, wrong } from "./finding.ts";
import { runsHere } from "./public-url.ts";

/** Why this server could not listen; nothing where it could, or does already. */
export async function portFindings(config: Config): Promise<Finding[]> {
  if (await runsHere(config)) return [];
  try {
    await listenOnce(config.port, config.host);
    return [];
  } catch (error) {
    return [wrong("MCP_PORT", startFailure(error, config)?.message ?? `nothing can listen on ${config.port}`)];
  }
}
