import { CommandFailure, type Invocation } from "./commands/failures.ts";
import { ConfigError } from "./config/config-error.ts";
import { readCommandLine } from "./config/flags.ts";
import { shown } from "./config/redact.ts";
import { settingRows } from "./config.ts";
import { nearMatch } from "./did-you-mean.ts";
import { helpText } from "./help.ts";
import { version } from "./version.ts";

interface Command {
  meaning: string;
  /** The word that follows the command's name, and flags that are no settings. */
  takes?: { words: readonly string[]; flags: readonly string[] };
  run(invocation: Invocation): Promise<void>;
}

/** Each is loaded when it is called, so that one does not pay for the others. */
const commands: Readonly<Record<string, Command>> = {
  serve: {
    meaning: "Serve MCP over HTTP; people sign in at Redmine. This is the default command.",
    takes: { words: [], flags: ["env-file"] },
    run: async (invocation) => (await import("./commands/serve.ts")).serve(invocation),
  },
  stdio: {
    meaning: "Serve one user over stdin and stdout, with REDMINE_API_KEY; for Redmine 5 and later.",
    takes: { words: [], flags: ["env-file"] },
    run: async (invocation) => (await import("./commands/stdio.ts")).stdio(invocation),
  },
  demo: {
    meaning: "Serve with a built-in sample Redmine to try everything; nothing to configure, nothing is saved.",
    run: async (invocation) => (await import("./commands/demo.ts")).demo(invocation),
  },
  init: {
    meaning: "Ask for the settings, say what to register in Redmine, check it and write .env.",
    run: async (invocation) => (await import("./commands/init.ts")).init(invocation),
  },
  doctor: {
    meaning: "Check settings, store, Redmine and its OAuth application, and say how to fix what is wrong.",
    takes: { words: [], flags: ["env-file"] },
    run: async (invocation) => (await import("./commands/doctor.ts")).doctor(invocation),
  },
  connections: {
    meaning:
      "List or revoke connections: connections list [--user ID], connections revoke --user ID or --all (IDs are Redmine's).",
    takes: { words: ["list", "revoke"], flags: ["user", "all", "env-file"] },
    run: async (invocation) => (await import("./commands/connections.ts")).connections(invocation),
  },
};

/** Runs what the arguments ask for and gives the exit code: 0 done, 1 it failed, 2 it was asked wrongly. */
export async function runCommandLine(invocation: Invocation): Promise<number> {
  const { out, err } = invocation.terminal;
  try {
    const { words, options, help, version: versionAsked } = readCommandLine(invocation.argv, settingRows);
    if (versionAsked) out(`${version}\n`);
    else if (help) out(helpText(commands, settingRows, version));
    else await commandOf(words, [...options.keys()]).run(invocation);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof CommandFailure)) throw error;
    err(`redmine-fastmcp: ${oneLine(error.message)}\n`);
    return error instanceof ConfigError ? 2 : 1;
  }
}

function commandOf([name = "serve", ...more]: readonly string[], flags: readonly string[]): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const names = Object.keys(commands);
  if (command === undefined) {
    const near = nearMatch(name, names);
    const hint = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
    throw new ConfigError("command", `there is no command ${shown(name)}: ${hint}`);
  }
  const { words, flags: taken } = command.takes ?? { words: [], flags: [] };
  const foreign = flags.find((flag) => !taken.includes(flag));
  if (foreign !== undefined) throw new ConfigError(`--${foreign}`, `${name} has no flag --${foreign}`);
  const [word, surplus = words.length > 0 ? undefined : word] = more;
  if (words.length > 0 && (word === undefined || !words.includes(word))) {
    throw new ConfigError("command", `${name} is followed by ${words.join(" or ")}: --help shows how`);
  }
  if (surplus !== undefined) {
    throw new ConfigError("command", `${name} takes flags only, and ${shown(surplus)} is none: --help lists them`);
  }

  return command;
}

/** Drivers' words, which some messages end with, may hold anything. */
function oneLine(message: string): string {
  return message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}
