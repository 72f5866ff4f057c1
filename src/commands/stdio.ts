import { once } from "node:events";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { processSealer } from "../auth/seal.ts";
import { identify } from "../auth/signin/identify.ts";
import { ConfigError } from "../config/config-error.ts";
import { readCommandLine } from "../config/flags.ts";
import { type Config, loadConfig, settingRows } from "../config.ts";
import { createLog } from "../log.ts";
import { offeredBy, withoutAbsentPlugins } from "../mcp-fronts.ts";
import { strangerInWords } from "../redmine/answered-by.ts";
import type { Authentication, Credentials } from "../redmine/credentials.ts";
import { type Failure, failureOf } from "../redmine/failure.ts";
import { observed } from "../redmine/instrumented-send.ts";
import { createSend, type Send } from "../redmine/send.ts";
import { createReports } from "../telemetry.ts";
import { warningsOf } from "./doctor/settings.ts";
import { CommandFailure, type Invocation } from "./failures.ts";

/** One user over stdin and stdout; ends with stdin. */
export async function stdio({ argv, env, cwd, stop }: Invocation): Promise<void> {
  const config = settings({ argv, env, cwd });
  const log = createLog({ level: config.logLevel });
  for (const warning of warningsOf(config, "stdio")) log.warn({ event: "setting_warning", warning });
  const over = ended(stop); // asked for first: the input may end while Redmine is asked who this is
  const reports = createReports({ log, clientLabel: (id) => ({ name: id, kind: id }) });
  const network = createSend(config.redmineUrl, undefined, { connections: config.redmineConnections });
  const send = observed(network, () => ({ ended: reports.redmine }));
  const credentials = await credentialsOf(config, send);
  const { front } = offeredBy(await withoutAbsentPlugins(config, send, log), send, log);
  const session = await front.open(new StdioServerTransport(), {
    credentials,
    sealer: processSealer(), // a question that was asked before a restart is asked again
    mayWrite: !config.readOnly,
    signal: stop,
    report: (call) => reports.call(call, { user: credentials.userId }),
  });

  await over;
  await session.close();
}

/** Says why a setting in .env is missing here. */
function settings(sources: Pick<Invocation, "argv" | "env" | "cwd">): Config {
  try {
    return loadConfig({ command: "stdio", ...sources });
  } catch (error) {
    const hasFile = readCommandLine(sources.argv, settingRows).options.has("env-file");
    if (!(error instanceof ConfigError && error.missing) || hasFile) throw error;
    const hint = "stdio does not read .env unless you name it: --env-file .env";
    throw new ConfigError(error.setting, `${error.message}; ${hint}`, { missing: true });
  }
}

/** Until nobody will ask any more. */
async function ended(stop: AbortSignal): Promise<void> {
  const first = new AbortController();
  const { stdin } = process;
  await Promise.race([once(stdin, "end", first), once(stdin, "close", first), once(stop, "abort", first)]);
  first.abort();
}

async function credentialsOf({ redmineApiKey, redmineUrl }: Config, send: Send): Promise<Credentials> {
  if (redmineApiKey === undefined) throw new Error("stdio without a key"); // config has checked it
  const auth: Authentication = { kind: "api-key", secret: redmineApiKey };
  const account = await identify(send, auth).catch((error: unknown) => {
    const failure = failureOf(error);
    throw failure ? new CommandFailure(sentence(failure, redmineUrl)) : error;
  });
  if (!account) {
    throw new CommandFailure("Redmine does not accept REDMINE_API_KEY: copy it again from My account → API access key");
  }
  return {
    key: "stdio",
    userId: account.user,
    scopes: undefined,
    current: async () => auth,
    renew: async () => undefined,
  };
}

function sentence(failure: Failure, url: string): string {
  if (failure.reason === "rest_disabled") {
    return "Redmine's REST API is off: an administrator can enable it under Administration → Settings → API";
  }
  if (failure.reason === "account_unusable")
    return "Redmine refuses every request of this account: it is probably locked";
  if ("by" in failure && failure.by) return strangerInWords(failure.by);
  if (failure.reason === "unavailable")
    return `Redmine cannot be reached at ${url} (${failure.because}): is REDMINE_URL right?`;
  return `what answers at ${url} is not Redmine's REST API: is REDMINE_URL right?`;
}
