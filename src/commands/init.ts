import { join } from "node:path";
import { readDotenvText } from "../config/dotenv-text.ts";
import { type Config, loadConfig, settingsTable } from "../config.ts";
import { shownFinding } from "./doctor/finding.ts";
import { examine } from "./doctor.ts";
import { CommandFailure, type Invocation } from "./failures.ts";
import { type Answers, askAll } from "./init/ask-all.ts";
import { askYes, type Dialogue, openDialogue } from "./init/questions.ts";
import { envText, writeEnv } from "./init/write-env.ts";

/** Asks for the settings a server needs, says what to register in Redmine, checks it and writes `.env`. */
export async function init({ env, cwd, terminal }: Invocation): Promise<void> {
  const path = join(cwd, ".env");
  const before = { ...readDotenvText(envText(path)), ...env };
  const unknown = { REDMINE_CLIENT_SECRET: "unknown" }; // whatever file it came from so far
  const configOf = (answers: Answers) =>
    loadConfig({ command: "init", argv: [], env, cwd, fixed: { ...unknown, ...answers } });
  const dialogue = openDialogue(terminal);

  try {
    dialogue.say(`This sets up a server for your Redmine and writes ${path}.\n`);
    dialogue.say("Press Enter to accept the value in brackets. Press Ctrl-C to stop; nothing is written then.\n\n");
    if (envText(path) !== "") await agreed(dialogue, "That file exists. Change only the settings asked for here");
    const answers = await askAll(dialogue, before, configOf);
    const config = configOf(answers);
    const isRight = await check(dialogue, config);
    dialogue.say("\n");
    if (!isRight) await agreed(dialogue, `Write ${path} anyway`);
    writeEnv(path, asWritten(answers, config));
    dialogue.say(`Wrote ${path}; only you can read it.\n`);
    if (env.MCP_PORT && env.MCP_PORT !== String(config.port)) {
      dialogue.say(`MCP_PORT in your environment overrides that file: set it to ${config.port} there too.\n`);
    }
    dialogue.say(nextSteps(config));
  } finally {
    dialogue.close();
  }
}

async function check(dialogue: Dialogue, config: Config): Promise<boolean> {
  dialogue.say("\nChecking\n\n");
  let isRight = true;
  for await (const findings of examine(config, "serve")) {
    for (const finding of findings) {
      if (finding.verdict === "error") isRight = false;
      dialogue.say(shownFinding(finding));
    }
  }
  return isRight;
}

/** The default is not written, so that it follows MCP_PORT; and a secret that came from a file would be there twice. */
function asWritten(answers: Answers, { baseUrl, port }: Config): Record<string, string | undefined> {
  const isDefault = baseUrl === settingsTable.baseUrl.defaultFrom({ MCP_PORT: String(port) });
  return { ...answers, ...(isDefault && { MCP_BASE_URL: undefined }), REDMINE_CLIENT_SECRET_FILE: undefined };
}

async function agreed(dialogue: Dialogue, question: string): Promise<void> {
  if (!(await askYes(dialogue, question))) throw new CommandFailure("nothing was written");
}

function nextSteps({ baseUrl }: Config): string {
  return `
Next
  1. Start the server here: npx redmine-fastmcp
  2. Add this URL to your MCP client: ${baseUrl}/mcp
  3. If something does not work: npx redmine-fastmcp doctor
`;
}
