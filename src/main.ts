#!/usr/bin/env node
import { nodeTooOld } from "./node-version.ts"; // and nothing else: an old Node must get as far as its refusal

const longestStopMs = 10_000; // container engines wait this long before they kill
const lingerMs = 500; // for what a command leaves open, such as a pooled connection
const echoMs = 200; // npm and npx pass on the Ctrl-C that the terminal has sent us already

const refusal = nodeTooOld(process.versions.node);
if (refusal !== undefined) {
  tell(refusal);
  process.exit(1);
}

const [printWarning] = process.listeners("warning");
process.removeAllListeners("warning").on("warning", (warning) => {
  const isSqliteWarning = warning.name === "ExperimentalWarning" && warning.message.startsWith("SQLite "); // it is the same in Node 24, which no longer warns
  if (!isSqliteWarning) printWarning?.(warning);
});

const { runCommandLine } = await import("./command-line.ts");
const { createLog } = await import("./log.ts");

process.on("uncaughtException", crash); // rejections that nobody handled come here too
process.stdout.on("error", () => process.exit(1)); // whoever read our output is gone

const stop = new AbortController();
let askedAt: number | undefined;
process.on("SIGINT", () => {
  if (askedAt === undefined || performance.now() - askedAt > echoMs) end(130);
});
process.on("SIGTERM", () => end(143));

try {
  process.exitCode = await runCommandLine({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    terminal: {
      in: process.stdin,
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    },
    stop: stop.signal,
  });
} catch (error) {
  crash(error);
}
setTimeout(() => process.exit(), lingerMs).unref(); // at once, when nothing is left open

/** The first time asks to finish; the second does not wait. */
function end(code: number): void {
  if (askedAt !== undefined) process.exit(code);
  askedAt = performance.now();
  stop.abort();
  setTimeout(() => {
    tell(`some calls did not finish within ${longestStopMs / 1000} seconds and were cut off`);
    process.exit(0);
  }, longestStopMs).unref();
}

function crash(error: unknown): never {
  createLog({ level: "fatal" }).fatal({ event: "crash", error: error instanceof Error ? error : new Error() });
  tell('crashed; see the log line with event "crash"');
  process.exit(1);
}

function tell(sentence: string): void {
  process.stderr.write(`redmine-fastmcp: ${sentence}\n`);
}
