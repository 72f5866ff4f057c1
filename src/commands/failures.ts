import { ConfigError } from "../config/config-error.ts";
import type { Environment } from "../config/setting.ts";
import type { Config } from "../config.ts";
import { StoreUnavailable } from "../store/store.ts";
import { StoreUrlError } from "../store/store-url-error.ts";

/** Where a command's questions and answers come from and go to: a terminal, or pipes. */
export interface Terminal {
  in: NodeJS.ReadableStream & { isTTY?: boolean };
  out(text: string): void;
  err(text: string): void;
}

/** What a command is given to run with. */
export interface Invocation {
  /** Arguments after the program's name, the command among them. */
  argv: readonly string[];
  env: Environment;
  /** The folder whose `.env` is read or written. */
  cwd: string;
  terminal: Terminal;
  /** Aborted when the process is asked to end: the command then finishes and returns. */
  stop: AbortSignal;
}

/** A command could not do its work; the message is one line for the person who called it. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** The usual reasons why a server does not start, in words; undefined for any other. */
export function startFailure(error: unknown, config: Config): ConfigError | CommandFailure | undefined {
  if (error instanceof StoreUrlError) return new ConfigError("TOKEN_STORE_URL", `TOKEN_STORE_URL: ${error.message}`);
  if (error instanceof StoreUnavailable) {
    return new CommandFailure(`the store of TOKEN_STORE_URL cannot be used: ${error.message}`);
  }

  const sentence = error instanceof Error && "code" in error ? listenFailure(error, config) : undefined;
  return sentence === undefined ? undefined : new CommandFailure(sentence);
}

function listenFailure(error: Error & { code: unknown }, config: Config): string | undefined {
  const port = "port" in error && typeof error.port === "number" ? error.port : config.port;
  const isMetrics = port === config.metricsPort && port !== 0;
  const [host, setting, hostSetting] = isMetrics
    ? [config.metricsHost, "METRICS_PORT", "METRICS_HOST"]
    : [config.host, "MCP_PORT", "MCP_HOST"];

  switch (error.code) {
    case "EADDRINUSE":
      return `port ${port} is in use by another program: stop that one, or set ${setting} to a free port${alsoIn(port, config)}`;
    case "EACCES":
      if (!("syscall" in error) || error.syscall !== "listen") return undefined; // files are refused with this code too
      return `this user may not listen on port ${port}: set ${setting} to 1024 or above`;
    case "EADDRNOTAVAIL":
      return `${host} is not an address of this machine: set ${hostSetting} to one that is, or to 0.0.0.0 for all of them`;
    case "ENOTFOUND":
      if (!("hostname" in error) || error.hostname !== host) return undefined; // Redmine's host may be unknown too
      return `${host} is not a name of this machine: set ${hostSetting} to one that is, or to 0.0.0.0 for all of its addresses`;
    default:
      return undefined;
  }
}

/** Where else people have to change the port. */
function alsoIn(port: number, { port: own, baseUrl, redmineAuth }: Config): string {
  if (port !== own || new URL(baseUrl).port !== String(port)) return "";
  const redirect = redmineAuth === "oauth" ? " and the redirect URI in Redmine" : "";
  return `, and change it in MCP_BASE_URL${redirect} too`;
}
