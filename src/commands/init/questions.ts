import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Setting } from "../../config/setting.ts";
import { reasonIn } from "../../config/values.ts";
import type { Config } from "../../config.ts";
import { callbackOf, checkboxLines } from "../doctor/application.ts";
import { CommandFailure } from "../failures.ts";

/** Questions and answers, on a terminal or through pipes. */
export interface Dialogue {
  say(text: string): void;
  /** The answer without blanks around it. Throws CommandFailure when there will be no more answers. */
  ask(question: string, options?: { hidden?: boolean }): Promise<string>;
  close(): void;
}

type Input = NodeJS.ReadableStream & { isTTY?: boolean };
type Output = NodeJS.WritableStream;

export function openDialogue(input: Input, output: Output): Dialogue {
  let silent = false;
  // readline writes each key that it reads; here it can be kept from that
  const echo = new Writable({
    write: (chunk, _encoding, done) => {
      if (!silent) output.write(chunk);
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
    say: (text) => void output.write(text),
    ask: async (question, { hidden = false } = {}) => {
      reader.setPrompt(`${question}: `);
      if (closed)
        output.write(`${question}: \n`); // piped input may have ended with its last answers still unread
      else reader.prompt();
      silent = hidden;
      const { done, value } = await lines.next();
      silent = false;
      if (hidden && input.isTTY) output.write("\n");
      if (done) throw new CommandFailure("stopped before everything was answered; nothing was written");
      return value.trim();
    },
    close: () => reader.close(),
  };
}

/** Asks until the answer is one that the setting takes. `given`: what an empty answer stands for. */
export async function askSetting(dialogue: Dialogue, row: Setting, question: string, given?: string): Promise<string> {
  const hidden = row.secret === "whole";
  const shown = given ? `${question} [${hidden ? "keep the present one" : given}]` : question;

  for (;;) {
    const text = (await dialogue.ask(shown, { hidden })) || given || "";
    const parsed = row.value.safeParse(text);
    if (text !== "" && parsed.success) return text;
    dialogue.say(`  It must be ${row.right}${text === "" ? "" : reasonIn(parsed.error)}.\n`);
  }
}

export async function askYes(dialogue: Dialogue, question: string): Promise<boolean> {
  const answer = await dialogue.ask(`${question}? (y/N)`);
  return /^y(es)?$/i.test(answer);
}

/** What an administrator does in Redmine, in the words of its pages. */
export function instructions(config: Config): string {
  return `Now in Redmine, as an administrator:
  1. Open ${config.redminePublicUrl}/oauth/applications/new
     (Administration → Applications → New Application), or edit the one you have
  2. Name: what people will be shown when they sign in, such as MCP
  3. Redirect URI, exactly:
       ${callbackOf(config)}
  4. Scopes, tick these and no others:
${checkboxLines(config)
  .map((line) => `       ${line}`)
  .join("\n")}
  5. Press Create, or Save. Redmine shows the UID, and of a new one the Secret, only this once.
`;
}
