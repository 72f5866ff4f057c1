import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { bounds } from "./bounds.ts";
import { dropRest } from "./connection-guard.ts";

/** Why a body was not read to its end. `left`: the client has gone. */
export type BodyProblem = "too_large" | "too_slow" | "busy" | "left";

export interface ReadOptions {
  /** Called with the bytes that there are so far; a problem ends the reading. */
  check: (bytes: number) => BodyProblem | undefined;
  /** For the whole body, ms. */
  patienceMs: number;
  /** Takes what ends the reading from outside. */
  onStart?: (stop: (problem: BodyProblem) => void) => void;
}

/** Node's request behind Hono's; undefined in tests that call the app without a socket. */
export function incomingOf(context: Context): IncomingMessage | undefined {
  return (context.env as { incoming?: IncomingMessage } | undefined)?.incoming;
}

/** The length that the request announces; undefined where its body comes in pieces of unknown number. */
export function announcedBytes(context: Context): number | undefined {
  const header = context.req.header("content-length");
  return header === undefined || context.req.header("transfer-encoding") !== undefined ? undefined : Number(header);
}

/** A request's body in the pieces in which it came: to join 8 MB takes tens of milliseconds. */
export async function readBody(context: Context, options: ReadOptions): Promise<Buffer[] | BodyProblem> {
  const incoming = incomingOf(context);
  const tooLarge = options.check(announcedBytes(context) ?? 0);
  const read = tooLarge ?? (await piecesOf(incoming ?? streamOf(context), options));
  if (typeof read === "string" && incoming) dropRest(incoming.socket);
  return read;
}

function piecesOf(stream: Readable, { check, patienceMs, onStart }: ReadOptions): Promise<Buffer[] | BodyProblem> {
  const { promise, resolve } = Promise.withResolvers<Buffer[] | BodyProblem>();
  const pieces: Buffer[] = [];
  let size = 0;
  const onData = (piece: Buffer) => {
    pieces.push(piece);
    size += piece.length;
    const tooMany = pieces.length > bounds.bodyPieces + size / 64;
    const problem = tooMany ? "too_large" : check(size);
    if (problem) end(problem);
  };
  const onEnd = () => end(pieces);
  const onGone = () => end("left");
  const timer = setTimeout(() => end("too_slow"), patienceMs);
  const end = (outcome: Buffer[] | BodyProblem) => {
    clearTimeout(timer);
    stream.off("data", onData).off("end", onEnd).off("close", onGone).off("error", onGone).on("error", ignore);
    resolve(outcome);
  };

  onStart?.(end);
  if (stream.destroyed)
    onGone(); // it was cut while its sender was being looked up
  else stream.on("data", onData).on("end", onEnd).on("close", onGone).on("error", onGone);
  return promise;
}

function ignore(): void {}

const smallRest = 64 * 1024; // not worth a new connection

/** For an answer that is given without a look at the body: what is still to come of a long one is not taken. */
export function refuseRest(context: Context): void {
  const incoming = incomingOf(context);
  if (!incoming || incoming.complete || (announcedBytes(context) ?? Number.POSITIVE_INFINITY) <= smallRest) return;
  dropRest(incoming.socket);
  context.header("Connection", "close");
}

function streamOf(context: Context): Readable {
  const { body } = context.req.raw;
  return body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
}
