import type { Context } from "hono";
import { type Lease, sharedBudget } from "../rate-limits.ts";
import { bounds } from "./bounds.ts";
import { parseJson, parseLongJson } from "./json-shape.ts";
import { type BodyProblem, readBody } from "./read-body.ts";

const leastSize = 8 * 1024; // what a call costs besides its body

export interface CallBody {
  /** Parsed JSON. */
  message: unknown;
  /** Longer than `bounds.callBytes`, which is for uploads alone. */
  isLong: boolean;
}

export type CallProblem = BodyProblem | "overgrown" | "not_json";

/** Reads the bodies of signed-in people's calls, within what they may have in hand together. */
export function callBodies() {
  const calls = sharedBudget({ all: bounds.callsBytes, each: bounds.callsBytesOfOne });
  const uploads = sharedBudget({ all: bounds.uploads, each: 1 });

  /** `mayUpload`: a long body is worth reading. Room is kept until the call has been answered. */
  return async (context: Context, user: number, mayUpload: boolean): Promise<CallBody | CallProblem> => {
    const leases: Lease[] = [];
    const release = () => {
      for (const lease of leases.splice(0)) lease.release();
    };
    const outgoing = (context.env as { outgoing?: NodeJS.EventEmitter } | undefined)?.outgoing;
    outgoing?.once("close", release);

    const body = calls.take(user, leastSize);
    if (body) leases.push(body);
    let isLong = false;
    const check = (bytes: number): BodyProblem | undefined => {
      if (!body) return "busy";
      if (bytes > (mayUpload ? bounds.uploadBytes : bounds.callBytes)) return "too_large";
      if (bytes <= bounds.callBytes) return body.growTo(bytes) ? undefined : "busy";
      if (isLong) return undefined;
      const upload = uploads.take(user, 1);
      if (!upload) return "busy";
      leases.push(upload);
      isLong = true;
      return undefined;
    };

    const read = await readBody(context, { check, patienceMs: bounds.requestMs });
    if (!outgoing || typeof read === "string") release();
    if (typeof read === "string") return read;
    const parsed = isLong ? await parseLongJson(read) : parseJson(Buffer.concat(read));
    return "problem" in parsed ? parsed.problem : { message: parsed.value, isLong };
  };
}
