import type { Environment } from "../../config/setting.ts";
import { withoutMcp } from "../../config/urls.ts";
import { type Config, settingsTable } from "../../config.ts";
import { createSend } from "../../redmine/send.ts";
import { applicationFindings } from "../doctor/application.ts";
import { type Finding, shownFinding } from "../doctor/finding.ts";
import { isLocal } from "../doctor/public-url.ts";
import { redmineFindings } from "../doctor/redmine.ts";
import { portFindings } from "../doctor/settings.ts";
import { freePort } from "../free-port.ts";
import { askSetting, type Dialogue, instructions } from "./questions.ts";

/** Settings by their names, as they will stand in .env. */
export type Answers = Record<string, string>;

type ConfigOf = (answers: Answers) => Config;

const goOn = "go on";

/** `before`: what is set already, offered again. */
export async function askAll(dialogue: Dialogue, before: Environment, configOf: ConfigOf): Promise<Answers> {
  const { url, oauth, reached } = await askRedmine(dialogue, before.REDMINE_URL, configOf);

  const soFar = configOf({ REDMINE_URL: url, REDMINE_AUTH: "api-key" });
  const proposed = await onFreePort(dialogue, soFar);
  dialogue.say(`
The URL of this server. To use it only on this machine, press Enter. For a team, it is the https URL
of the proxy that terminates TLS in front of this server.
`);
  const baseUrl = await askSetting(dialogue, settingsTable.baseUrl, "URL of this server", proposed, withoutMcp);
  const answers = { REDMINE_URL: url, MCP_BASE_URL: baseUrl, ...portIn(baseUrl, soFar) };
  if (!oauth) {
    dialogue.say(
      "\nThis Redmine is older than 6.1 and has no OAuth: people will sign in to this server with their API key.\n",
    );
    return { ...answers, REDMINE_AUTH: "api-key" };
  }

  dialogue.say(`\n${instructions(configOf({ ...answers, REDMINE_AUTH: "api-key" }))}\n`);
  const check = (application: Answers) => {
    const config = configOf({ ...answers, REDMINE_AUTH: "oauth", ...application });
    return applicationFindings(config, createSend(config.redmineUrl));
  };
  const application = await askApplication(dialogue, before, reached ? check : async () => []);
  return { ...answers, REDMINE_AUTH: "oauth", ...application };
}

/** The base URL as it is, or with the next free port where another program uses that of MCP_PORT. */
async function onFreePort(dialogue: Dialogue, config: Config): Promise<string> {
  const { baseUrl, host, port } = config;
  const [portFinding] = await portFindings(config);
  if (portFinding === undefined) return baseUrl;

  dialogue.say(`\n${shownFinding(portFinding)}`);
  const free = await freePort(port, host);
  const url = new URL(baseUrl);
  if (free === port || !isLocal(baseUrl) || url.port !== String(port)) return baseUrl;
  dialogue.say(`Port ${free} is free: press Enter below to use it.\n`);
  url.port = String(free);
  return url.href.replace(/\/$/, "");
}

/** A URL on this machine names the port on which the server has to listen; behind https a proxy listens there. */
function portIn(baseUrl: string, { port }: Config): Answers {
  const url = new URL(baseUrl);
  const differs = url.protocol === "http:" && isLocal(baseUrl) && url.port !== "" && url.port !== String(port);
  return differs ? { MCP_PORT: url.port } : {};
}

async function askRedmine(dialogue: Dialogue, before: string | undefined, configOf: ConfigOf) {
  let proposed = before;
  let isRepeat = false;

  for (;;) {
    const url = await askSetting(dialogue, settingsTable.redmineUrl, "URL of your Redmine", proposed);
    const config = configOf({ REDMINE_URL: url, REDMINE_AUTH: "api-key" }); // which needs no more than that
    const { oauth, findings } = await redmineFindings(config, createSend(config.redmineUrl));
    const wrong = findings.filter(({ verdict }) => verdict === "error");
    const isUsable = wrong.length === 0 && oauth !== undefined;
    for (const finding of isUsable && isRepeat ? findings : wrong) dialogue.say(shownFinding(finding));
    if (isUsable) return { url, oauth, reached: true };

    const answer = await dialogue.ask(`Fix that and press Enter to check again, or type “${goOn}” to continue anyway`);
    if (answer === goOn) return { url, oauth: oauth ?? true, reached: oauth !== undefined };
    proposed = url;
    isRepeat = true;
  }
}

type Check = (application: Answers) => Promise<readonly Finding[]>;

async function askApplication(dialogue: Dialogue, before: Environment, check: Check): Promise<Answers> {
  let proposed = before.REDMINE_CLIENT_ID;

  for (;;) {
    const application = {
      REDMINE_CLIENT_ID: await askSetting(dialogue, settingsTable.redmineClientId, "UID", proposed),
      REDMINE_CLIENT_SECRET: await askSetting(
        dialogue,
        settingsTable.redmineClientSecret,
        "Secret (not shown)",
        before.REDMINE_CLIENT_SECRET,
      ),
    };
    const wrong = (await check(application)).filter(({ verdict }) => verdict === "error");
    if (wrong.length === 0) return application;

    for (const finding of wrong) dialogue.say(shownFinding(finding));
    const answer = await dialogue.ask(`Press Enter to type them again, or “${goOn}” to continue anyway`);
    if (answer === goOn) return application;
    proposed = application.REDMINE_CLIENT_ID;
  }
}
