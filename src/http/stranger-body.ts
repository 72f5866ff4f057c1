import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { oldestGoesBudget } from "../rate-limits.ts";
import { bounds } from "./bounds.ts";
import { parseJson } from "./json-shape.ts";
import { type BodyProblem, readBody } from "./read-body.ts";

const bodies = new WeakMap<Request, Buffer>();
const takeRoom = oldestGoesBudget(bounds.strangerBodiesBytes); // one for the process, whatever the path

/** Reads the bodies of requests that need no sign-in, before anything else looks at them. */
export const strangerBody = createMiddleware(async (context, next) => {
  if (["GET", "HEAD", "OPTIONS"].includes(context.req.method)) return next();
  let release = () => {};
  const read = await readBody(context, {
    check: (bytes) => (bytes > bounds.strangerBodyBytes ? "too_large" : undefined),
    patienceMs: bounds.strangerBodyMs,
    onStart: (stop) => {
      release = takeRoom(bounds.strangerBodyBytes, () => stop("busy"));
    },
  });
  release();
  if (typeof read === "string") return refused(context, read);
  bodies.set(context.req.raw, Buffer.concat(read));
  await next();
});

const refusals = {
  too_large: [413, "The request is too large"],
  too_slow: [408, "The request took too long"],
  busy: [503, "The server has too much to read: try again in a moment"],
  left: [400, "The request is not complete"],
} as const;

function refused(context: Context, problem: BodyProblem): Response {
  const [status, description] = refusals[problem];
  const error = status === 503 ? "temporarily_unavailable" : "invalid_request";
  const headers = { Connection: "close", ...(status === 503 && { "Retry-After": "1" }) };
  return context.json({ error, error_description: description }, status, headers);
}

/** The body as a form; undefined where it is none. */
export function formOf(context: Context): URLSearchParams | undefined {
  if (!/^application\/x-www-form-urlencoded\b/i.test(context.req.header("content-type") ?? "")) return undefined;
  return new URLSearchParams(bodies.get(context.req.raw)?.toString("utf8"));
}

/** The body as JSON; undefined where it is none, or too much of it. */
export function jsonOf(context: Context): unknown {
  const read = parseJson(bodies.get(context.req.raw) ?? Buffer.alloc(0));
  return "value" in read ? read.value : undefined;
}
