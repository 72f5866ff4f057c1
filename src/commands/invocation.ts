import type { Environment } from "../config/setting.ts";

/** Where a command's words for people go. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

/** What a command is given to run with. */
export interface Invocation {
  /** Arguments after the program's name, the command among them. */
  argv: readonly string[];
  env: Environment;
  terminal: Terminal;
  /** Aborted when the process is asked to end: the command then finishes and returns. */
  stop: AbortSignal;
}

/** A command could not do its work; the message is one line for the person who called it. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}
