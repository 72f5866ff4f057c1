import { ConfigError } from "../config/config-error.ts";
import { type Config, loadConfig } from "../config.ts";
import { createSend, type Send } from "../redmine/send.ts";
import { applicationFindings, comparison } from "./doctor/application.ts";
import { type Finding, fault, shownFinding, warning } from "./doctor/finding.ts";
import { pluginFindings } from "./doctor/plugins.ts";
import { publicUrlFindings } from "./doctor/public-url.ts";
import { redmineFindings } from "./doctor/redmine.ts";
import { envFileFinding, keyFindings, portFindings, settingsFindings, type Way } from "./doctor/settings.ts";
import { storeFindings } from "./doctor/store.ts";
import { CommandFailure, type Invocation } from "./failures.ts";

/** Checks everything a server needs, and says how to fix what is wrong. Throws CommandFailure if anything is. */
export async function doctor({ argv, env, cwd, terminal }: Invocation): Promise<void> {
  const count = { ok: 0, warn: 0, error: 0, info: 0 };
  for await (const findings of everything({ argv, env, cwd })) {
    for (const finding of findings) {
      count[finding.verdict] += 1;
      terminal.out(shownFinding(finding));
    }
  }

  if (count.error > 0) throw new CommandFailure(`${counted(count.error, "error")}; fix and run doctor again`);
  terminal.out(`No errors${count.warn > 0 ? `, ${counted(count.warn, "warning")}` : ""}.\n`);
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

type DoctorInvocation = Pick<Invocation, "argv" | "env" | "cwd">;

/** All checks, part by part. */
export async function* everything(invocation: DoctorInvocation): AsyncGenerator<readonly Finding[]> {
  yield envFileFinding(invocation, process.platform);
  const read = readConfig(invocation);
  if ("problem" in read) return yield [read.problem];

  const { config, way } = read;
  yield* examine(config, way);
  if (way === "stdio") return;
  yield await stdioFindings(invocation, config);
  yield await portFindings(config);
  yield await publicUrlFindings(config);
}

/** What a running server is not needed for; `init` looks at it too. */
export async function* examine(config: Config, way: Way): AsyncGenerator<readonly Finding[]> {
  const send: Send = createSend(config.redmineUrl);
  yield settingsFindings(config, way);
  if (way === "serve") yield await storeFindings(config);

  const { oauth, findings } = await redmineFindings(config, send);
  yield findings;
  if (oauth !== undefined) yield await pluginFindings(config, send);
  if (oauth && way === "serve" && config.redmineAuth === "oauth") {
    yield [...(await applicationFindings(config, send)), comparison(config)];
  }
  if (oauth !== undefined && way === "stdio" && config.redmineApiKey)
    yield await keyFindings(config.redmineApiKey, send);
}

/** The key is sent only where stdio would send it: never to a REDMINE_URL that a .env of this folder names. */
async function stdioFindings(invocation: DoctorInvocation, { redmineApiKey }: Config): Promise<Finding[]> {
  if (redmineApiKey === undefined) return [];
  const config = stdioConfig(invocation);
  if (config?.redmineApiKey) return keyFindings(config.redmineApiKey, createSend(config.redmineUrl));
  return [
    warning(
      "REDMINE_API_KEY",
      "was not checked: stdio does not read .env by itself",
      "Run doctor with --env-file .env, and give stdio the same flag or the settings in its environment.",
    ),
  ];
}

function stdioConfig(invocation: DoctorInvocation): Config | undefined {
  try {
    return loadConfig({ command: "stdio", ...invocation });
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

type Read = { config: Config; way: Way } | { problem: Finding };

/** Somebody who set an API key and no OAuth application wants stdio. */
function readConfig(invocation: DoctorInvocation): Read {
  try {
    return { config: loadConfig({ command: "doctor", ...invocation }), way: "serve" };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (/^REDMINE_CLIENT_/.test(error.setting)) {
      const config = stdioConfig(invocation);
      if (config !== undefined) return { config, way: "stdio" };
    }
    return { problem: fault("Settings", error.message, "“redmine-fastmcp init” asks for what is needed.") };
  }
}
