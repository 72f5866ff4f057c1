import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Setting } from "../../config/setting.ts";
import { reasonIn } from "../../config/values.ts";
import type { Config } from "../../config.ts";
import { callbackOf, checkboxLines } from "../doctor/application.ts";
import { CommandFailure, type Terminal } from "../failures.ts";
import { consoleSnippet, railsCommand } from "./ready-made.ts";

/** Questions and answers, on a terminal or through pipes. */
export interface Dialogue {
  say(text: string): void;
  /** The trimmed answer. Throws CommandFailure when there will be no more answers. */
  ask(question: string, options?: { hidden?: boolean }): Promise<string>;
  close(): void;
}

/** Asks on a terminal. With piped input, each line is an answer. The process ends only after `close`. */
export function openDialogue({ in: input, out }: Pick<Terminal, "in" | "out">): Dialogue {
  let silent = false;
  // readline writes each key that it reads; here it can be kept from that
  const echo = new Writable({
    write: (chunk, _encoding, done) => {
      if (!silent) out(String(chunk));
      done();
    },
  });
  const reader = createInterface({ input, output: echo, terminal: input.isTTY === true });
  reader.on("SIGINT", () => reader.close()); // Ctrl-C
  let closed = false;
  reader.once("close", () => {
    closed = true;
  });
  const lines = reader[Symbol.asyncIterator](); // keeps what is typed or piped ahead; question() would lose it

  return {
    say: out,
    ask: async (question, { hidden = false } = {}) => {
      reader.setPrompt(`${question}: `);
      if (closed)
        out(`${question}: \n`); // piped input may have ended with its last answers still unread
      else reader.prompt();
      silent = hidden;
      const { done, value } = await lines.next();
      silent = false;
      if (hidden && input.isTTY) out("\n");
      if (done) throw new CommandFailure("stopped before everything was answered; nothing was written");
      return value.trim();
    },
    close: () => reader.close(),
  };
}

/** Asks until the setting accepts the answer. `proposed`: what Enter stands for; `correct`: what a wrong answer may have meant. */
export async function askSetting(
  dialogue: Dialogue,
  row: Setting,
  question: string,
  proposed?: string,
  correct: (text: string) => string | undefined = () => undefined,
): Promise<string> {
  const hidden = row.secret === "whole";
  let onEnter = proposed;

  for (;;) {
    const prompt = onEnter ? `${question} [${hidden ? "keep the current one" : onEnter}]` : question;
    const text = (await dialogue.ask(prompt, { hidden })) || onEnter || "";
    const parsed = row.value.safeParse(text);
    if (text !== "" && parsed.success) return text;
    dialogue.say(`  It must be ${row.right}${text === "" ? "" : reasonIn(parsed.error)}.\n`);
    onEnter = correct(text) ?? onEnter;
  }
}

/** Whether the answer is y or yes; everything else is a no. */
export async function askYes(dialogue: Dialogue, question: string): Promise<boolean> {
  const answer = await dialogue.ask(`${question}? (y/N)`);
  return /^y(es)?$/i.test(answer);
}

/** What an administrator does in Redmine, in the words of its pages. */
export function instructions(config: Config): string {
  return `Now in Redmine, as an administrator:
  1. Open ${config.redminePublicUrl}/oauth/applications/new
     (Administration → Applications → New Application), or edit the one you have
  2. Name: shown to people when they sign in, such as “AI assistants (MCP)”
  3. Redirect URI, exactly:
       ${callbackOf(config)}
  4. Scopes: select exactly these:
${checkboxLines(config)
  .map((line) => `       ${line}`)
  .join("\n")}
  5. Press Create or Save. Redmine shows the UID, and the secret of a new application only once.

Instead of 4: open that page, open the browser's console (F12) and paste this, which selects the scopes:

${consoleSnippet(config)}

Instead of all: on Redmine's host, in Redmine's directory (in Docker: docker exec -it CONTAINER followed by the command),
this enables the REST API, makes the application and prints UID and secret:

${railsCommand(config)}
`;
}
