import { pino, stdTimeFunctions } from "pino";
import { currentRequest } from "./current-request.ts";
import type { Secret } from "./secret.ts";

/**
 * One event of ours and its details, flat: `log.info({ event: "tool_call", tool: "get_issue_details", ms: 12 })`.
 * There is no free text, so nothing that people wrote gets in; an Error is reduced by `describeError`.
 */
export interface LogEntry {
  /** A word of ours: what happened. */
  readonly event: string;
  readonly [detail: string]: LogDetail;
}

type LogDetail = string | number | boolean | null | undefined | Error | Secret | readonly (string | number)[];

export interface Log {
  debug(entry: LogEntry): void;
  info(entry: LogEntry): void;
  warn(entry: LogEntry): void;
  error(entry: LogEntry): void;
  fatal(entry: LogEntry): void;
}

export interface LogOptions {
  level: string;
  /** Takes each line; stderr if left out. */
  destination?: { write(line: string): void };
}

/** JSON lines on stderr (stdout belongs to stdio). What is buffered is written when the process exits. */
export function createLog({ level, destination }: LogOptions): Log {
  return pino(
    {
      level,
      base: null, // process id and host are known to whatever collects the lines
      timestamp: stdTimeFunctions.isoTime,
      mixin: requestOfLine,
      formatters: { level: (label) => ({ level: label }), log: withoutMessages },
    },
    destination ?? pino.destination({ fd: 2, sync: false }), // a slow reader of stderr must not hold up requests
  );
}

/** Joins the lines of one request; the trace id is the caller's. */
function requestOfLine(): Record<string, string> {
  const request = currentRequest();
  if (!request) return {};
  return { request: request.id, ...(request.traceparent && { trace: request.traceparent.slice(3, 35) }) };
}

function withoutMessages(entry: Record<string, unknown>): Record<string, unknown> {
  const errors = Object.entries(entry).filter(([, detail]) => detail instanceof Error);
  return errors.length === 0
    ? entry
    : { ...entry, ...Object.fromEntries(errors.map(([name, error]) => [name, describeError(error)])) };
}

export interface ErrorDescription {
  name: string;
  code?: string;
  reason?: string;
  /** Stack frames, innermost first. */
  at: string[];
  cause?: ErrorDescription;
}

const deepestCause = 4;
const mostFrames = 12;

/** What may be told of any error. Never its message: libraries quote URLs, bodies and people's words there. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };

  const code = wordOf(error, "code");
  const reason = wordOf(error, "reason") ?? wordOf("failure" in error ? error.failure : undefined, "reason");
  return {
    name: /^\w{1,60}$/.test(error.name) ? error.name : "Error",
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
    at: framesOf(error),
    ...(error.cause instanceof Error && depth < deepestCause && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** A code or reason is one word of some program's; a sentence in its place is not told. */
function wordOf(holder: unknown, field: "code" | "reason"): string | undefined {
  const value = typeof holder === "object" && holder !== null ? Reflect.get(holder, field) : undefined;
  const word = typeof value === "number" ? String(value) : value;
  return typeof word === "string" && /^[\w.-]{1,60}$/.test(word) ? word : undefined;
}

/** The stack repeats the message in front, and a message may itself look like a stack: without a sure cut, no frames. */
function framesOf(error: Error): string[] {
  const afterName = (error.stack ?? "").replace(/^[\w$.]*( \[\w+\])?/, ""); // “TypeError”, “TypeError [ERR_INVALID_URL]”
  const heads = error.message === "" ? ["", ": "] : [`: ${error.message}`]; // source maps put the colon before nothing too
  const head = heads.find((candidate) => afterName.startsWith(`${candidate}\n    at `));

  return head === undefined
    ? []
    : afterName
        .slice(head.length)
        .split("\n    at ")
        .slice(1, 1 + mostFrames);
}
