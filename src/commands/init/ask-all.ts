import type { Environment } from "../../config/setting.ts";
import { type Config, settingsTable } from "../../config.ts";
import { createSend } from "../../redmine/send.ts";
import { applicationFindings } from "../doctor/application.ts";
import { type Finding, shownFinding } from "../doctor/finding.ts";
import { redmineFindings } from "../doctor/redmine.ts";
import { portFindings, withoutMcp } from "../doctor/settings.ts";
import { askSetting, type Dialogue, instructions } from "./questions.ts";

/** Settings by their names, as they will stand in .env. */
export type Answers = Record<string, string>;

type ConfigOf = (answers: Answers) => Config;

const goOn = "go on";

/** `before`: what is set already, offered again. */
export async function askAll(dialogue: Dialogue, before: Environment, configOf: ConfigOf): Promise<Answers> {
  const { url, oauth, reached } = await askRedmine(dialogue, before.REDMINE_URL, configOf);

  const soFar = configOf({ REDMINE_URL: url, REDMINE_AUTH: "api-key" });
  const [taken] = await portFindings(soFar);
  if (taken) {
    dialogue.say(`\n${shownFinding(taken)}`);
    dialogue.say("Another port is a line such as MCP_PORT=8010 in .env: Ctrl-C, write it, and begin again.\n");
  }

  dialogue.say(`
The URL of this server. For yourself, on this machine, take the one in brackets. For others it is the
https URL by which they reach it, through a proxy that ends TLS.
`);
  const baseUrl = await askBaseUrl(dialogue, soFar.baseUrl);
  const answers = { REDMINE_URL: url, MCP_BASE_URL: baseUrl };
  if (!oauth) {
    dialogue.say("\nThis Redmine is older than 6.1 and has no OAuth: people will sign in here with their API key.\n");
    return { ...answers, REDMINE_AUTH: "api-key" };
  }

  dialogue.say(`\n${instructions(configOf({ ...answers, REDMINE_AUTH: "api-key" }))}\n`);
  const check = (asked: Answers) => {
    const config = configOf({ ...answers, REDMINE_AUTH: "oauth", ...asked });
    return applicationFindings(config, createSend(config.redmineUrl));
  };
  const application = await askApplication(dialogue, before, reached ? check : async () => []);
  return { ...answers, REDMINE_AUTH: "oauth", ...application };
}

async function askRedmine(dialogue: Dialogue, before: string | undefined, configOf: ConfigOf) {
  let given = before;

  for (;;) {
    const url = await askSetting(dialogue, settingsTable.redmineUrl, "URL of your Redmine", given);
    const config = configOf({ REDMINE_URL: url, REDMINE_AUTH: "api-key" }); // which needs no more than that
    const { oauth, findings } = await redmineFindings(config, createSend(config.redmineUrl));
    const wrong = findings.filter(({ verdict }) => verdict === "wrong");
    if (wrong.length === 0 && oauth !== undefined) return { url, oauth, reached: true };

    for (const finding of wrong) dialogue.say(shownFinding(finding));
    const answer = await dialogue.ask(`Mend that and press Enter to look again, or “${goOn}” to take it as it is`);
    if (answer === goOn) return { url, oauth: oauth ?? true, reached: oauth !== undefined };
    given = url;
  }
}

/** Who says twice that it ends in /mcp means it. */
async function askBaseUrl(dialogue: Dialogue, before: string): Promise<string> {
  const url = await askSetting(dialogue, settingsTable.baseUrl, "URL of this server", before);
  const without = withoutMcp(url);
  if (without === undefined) return url;

  dialogue.say(`  This is without /mcp, which is added to it; did you mean ${without}?\n`);
  return askSetting(dialogue, settingsTable.baseUrl, "URL of this server", without);
}

type Check = (asked: Answers) => Promise<readonly Finding[]>;

async function askApplication(dialogue: Dialogue, before: Environment, check: Check): Promise<Answers> {
  let given = before.REDMINE_CLIENT_ID;

  for (;;) {
    const asked = {
      REDMINE_CLIENT_ID: await askSetting(dialogue, settingsTable.redmineClientId, "UID", given),
      REDMINE_CLIENT_SECRET: await askSetting(
        dialogue,
        settingsTable.redmineClientSecret,
        "Secret (not shown)",
        before.REDMINE_CLIENT_SECRET,
      ),
    };
    const wrong = (await check(asked)).filter(({ verdict }) => verdict === "wrong");
    if (wrong.length === 0) return asked;

    for (const finding of wrong) dialogue.say(shownFinding(finding));
    const answer = await dialogue.ask(`Press Enter to give them again, or “${goOn}” to take them as they are`);
    if (answer === goOn) return asked;
    given = asked.REDMINE_CLIENT_ID;
  }
}
