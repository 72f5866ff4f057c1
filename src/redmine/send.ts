import ky, { HTTPError, isHTTPError } from "ky";
import pLimit from "p-limit";
import type { Authentication } from "./credentials.ts";
import { type Outage, RedmineFailure } from "./failure.ts";
import type { Path } from "./path.ts";

const readTimeoutMs = 20_000;
const writeTimeoutMs = 60_000; // an upload of 50 MB over a slow link
const maxConnections = 24; // a busy Redmine has 5 to 20 threads; more would only queue there
const maxWaiting = 400;

/** A list is sent as the same name again and again: `c[]` of a CSV export. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Call {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: Path;
  query?: Query;
  json?: unknown;
  body?: Uint8Array;
  form?: Readonly<Record<string, string>>;
  auth?: Authentication;
  basic?: { user: string; password: string };
  timeoutMs?: number;
  /** W3C Trace Context. */
  traceparent?: string;
  /** Ends a read at once; a write that has begun goes on. */
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** The body was longer than `maxBytes` and is cut. */
  cut: boolean;
}

/** Sends one request to Redmine. Throws RedmineFailure `unavailable` or `aborted`; any HTTP status but 502–504 is an answer. */
export type Send = (call: Call, maxBytes?: number) => Promise<Answer>;

export function createSend(baseUrl: string, fetch: typeof globalThis.fetch = (...at) => globalThis.fetch(...at)): Send {
  const limit = pLimit(maxConnections);
  const http = ky.create({
    fetch,
    redirect: "manual", // an answer somewhere else is not Redmine's answer, and must not get the token
    timeout: false, // the signal below covers the body too
    throwHttpErrors: (status) => status >= 502 && status <= 504,
    retry: { limit: 1, methods: ["get"], statusCodes: [502, 503, 504], delay: () => 200, maxRetryAfter: 1_000 },
  });

  return async (call, maxBytes = 32 * 1024 * 1024) => {
    const read = call.method === "GET";
    if (limit.pendingCount >= maxWaiting) throw unavailable("busy", "nothing");
    // Not AbortSignal.timeout and .any: with listeners they keep the whole call until the time is up, 20 s after its end
    const stop = new AbortController();
    const { signal } = stop;
    const onGone = () => stop.abort();
    if (read) call.signal?.addEventListener("abort", onGone, { once: true });
    let late = false;
    const deadline = setTimeout(
      () => {
        late = true;
        stop.abort();
      },
      call.timeoutMs ?? (read ? readTimeoutMs : writeTimeoutMs),
    );
    let sent: "nothing" | "read" | "write" = "nothing";
    const gaveUp = Promise.withResolvers<never>(); // while it waited for a connection; p-limit would look only then
    const giveUp = () => gaveUp.reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });

    try {
      const answered = limit(async () => {
        signal.removeEventListener("abort", giveUp);
        if (call.signal?.aborted) throw new RedmineFailure({ reason: "aborted" });
        signal.throwIfAborted();
        sent = read ? "read" : "write";
        const response = await http(`${baseUrl}/${call.path}`, {
          method: call.method,
          headers: headersOf(call),
          signal,
          ...(call.query && { searchParams: searchOf(call.query) }),
          ...(call.json !== undefined && { json: call.json }),
          ...(call.form && { body: new URLSearchParams(call.form) }),
          // a copy in a plain ArrayBuffer is what fetch's types ask for
          ...(call.body && { body: new Uint8Array(call.body) }),
        });
        return { status: response.status, headers: response.headers, ...(await readUpTo(response, maxBytes)) };
      });
      return await Promise.race([answered, gaveUp.promise]);
    } catch (error) {
      if (error instanceof RedmineFailure) throw error;
      if (read && call.signal?.aborted) throw new RedmineFailure({ reason: "aborted" });
      if (late) throw unavailable("timeout", sent);
      if (isHTTPError(error)) throw unavailable("server_error", sent, error);
      throw unavailable(isTls(error) ? "tls" : "unreachable", sent, error);
    } finally {
      clearTimeout(deadline);
      call.signal?.removeEventListener("abort", onGone);
    }
  };
}

function unavailable(because: Outage, sent: "nothing" | "read" | "write", cause?: unknown): RedmineFailure {
  // HTTPError holds the request with its Authorization header: it goes no further
  return new RedmineFailure({ reason: "unavailable", because, sent }, cause instanceof HTTPError ? undefined : cause);
}

function headersOf({ auth, basic, body, traceparent }: Call): Record<string, string> {
  return {
    Accept: "application/json",
    ...(traceparent !== undefined && { traceparent }),
    ...(body && { "Content-Type": "application/octet-stream" }), // Redmine's uploads take nothing else (406)
    ...(auth?.kind === "bearer" && { Authorization: `Bearer ${auth.secret.reveal()}` }),
    ...(auth?.kind === "api-key" && { "X-Redmine-API-Key": auth.secret.reveal() }),
    ...(basic && { Authorization: `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString("base64")}` }),
  };
}

function searchOf(query: Query): [string, string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    const values = Array.isArray(value) ? value : [value];
    return values.map((each): [string, string] => [name, String(each)]);
  });
}

async function readUpTo(response: Response, maxBytes: number): Promise<{ body: Uint8Array; cut: boolean }> {
  if (!response.body) return { body: new Uint8Array(), cut: false };
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();

  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    length += next.value.length;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined);
      return { body: Buffer.concat(chunks).subarray(0, maxBytes), cut: true };
    }
  }

  return { body: Buffer.concat(chunks), cut: false };
}

/** Node's TLS errors are told by their code only. */
function isTls(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code)) return true;
  }
  return false;
}
