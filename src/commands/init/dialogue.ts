import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CommandFailure } from "../invocation.ts";

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
