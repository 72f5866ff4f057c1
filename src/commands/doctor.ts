import { ConfigError } from "../config/config-error.ts";
import { type Config, loadConfig } from "../config.ts";
import { createSend, type Send } from "../redmine/send.ts";
import { applicationFindings, comparison, isComparison } from "./doctor/application.ts";
import { type Finding, shownFinding, wrong } from "./doctor/finding.ts";
import { pluginFindings } from "./doctor/plugins.ts";
import { publicUrlFindings } from "./doctor/public-url.ts";
import { redmineFindings } from "./doctor/redmine.ts";
import { envFileFinding, keyFindings, portFindings, settingsFindings, type Way } from "./doctor/settings.ts";
import { storeFindings } from "./doctor/store.ts";
import { CommandFailure, type Invocation } from "./failures.ts";

/** Looks at everything that must be right, and says what to do where it is not. Throws CommandFailure then. */
export async function doctor({ argv, env, terminal }: Invocation): Promise<void> {
  let wrongs = 0;
  let compare = "";
  for await (const findings of everything({ argv, env, cwd: process.cwd() })) {
    for (const finding of findings) {
      if (finding.verdict === "wrong") wrongs += 1;
      if (isComparison(finding)) compare = " The scopes ticked in Redmine are yours to compare with those above.";
      terminal.out(shownFinding(finding));
    }
  }

  if (wrongs > 0) throw new CommandFailure(wrongs === 1 ? "one thing is wrong" : `${wrongs} things are wrong`);
  terminal.out(`Nothing wrong that can be seen from here.${compare}\n`);
}

type Given = Pick<Invocation, "argv" | "env"> & { cwd: string };

/** All that can be looked at, part by part. */
export async function* everything(given: Given): AsyncGenerator<readonly Finding[]> {
  yield envFileFinding(given.cwd, process.platform);
  const read = readConfig(given);
  if ("fault" in read) return yield [read.fault];

  const { config, way } = read;
  yield* examine(config, way);
  if (way === "stdio") return;
  if (config.redmineAuth === "oauth") yield [comparison(config)];
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
  if (oauth && way === "serve" && config.redmineAuth === "oauth") yield await applicationFindings(config, send);
  if (oauth !== undefined && config.redmineApiKey) yield await keyFindings(config.redmineApiKey, send);
}

type Read = { config: Config; way: Way } | { fault: Finding };

/** Somebody who set an API key and no OAuth application wants stdio. */
function readConfig(given: Given): Read {
  try {
    return { config: loadConfig({ command: "doctor", ...given }), way: "serve" };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (/^REDMINE_CLIENT_/.test(error.setting)) {
      try {
        return { config: loadConfig({ command: "stdio", ...given }), way: "stdio" };
      } catch {
        // the first fault is the one to tell
      }
    }
    return { fault: wrong("Settings", error.message, "“redmine-fastmcp init” asks for what is needed.") };
  }
}
