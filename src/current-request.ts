import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

/** One request that we answer, known to all that runs on its behalf: it joins log lines and counts what it cost. */
export interface CurrentRequest {
  /** What people are shown and administrators look for in the log. */
  readonly id: string;
  /** W3C Trace Context, checked: what is told to whom we ask on its behalf. */
  traceparent: string | undefined;
  /** Requests to Redmine and what they took together, ms; some run side by side. */
  readonly upstream: { count: number; ms: number };
  /** Records that Redmine changed, as “issues/7”. */
  readonly wrote: Set<string>;
}

const storage = new AsyncLocalStorage<CurrentRequest>();

/** The request that this code runs for; undefined outside of one, for example while the server starts. */
export function currentRequest(): CurrentRequest | undefined {
  return storage.getStore();
}

/** `traceparent`: the header as it came, from anybody. */
export function inNewRequest<T>(traceparent: string | undefined, work: () => T): T {
  const request: CurrentRequest = {
    id: randomBytes(6).toString("hex"),
    traceparent: validTrace(traceparent),
    upstream: { count: 0, ms: 0 },
    wrote: new Set(),
  };
  return storage.run(request, work);
}

/** MCP hands a trace on in `_meta` too, which says more than the header: one HTTP connection may carry many clients' calls. */
export function continueTrace(traceparent: unknown): void {
  const request = storage.getStore();
  const valid = typeof traceparent === "string" ? validTrace(traceparent) : undefined;
  if (request && valid !== undefined) request.traceparent = valid;
}

/** W3C Trace Context §3.2: version 00, ids in small hex and not all zero. */
function validTrace(header: string | undefined): string | undefined {
  const valid = header !== undefined && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(header);
  return valid ? header : undefined;
}
