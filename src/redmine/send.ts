import { setTimeout as pause } from "node:timers/promises";
import ky, { type Options } from "ky";
import { type BoundedCache, boundedCache } from "../bounded-cache.ts";
import { boundAnswerPieces } from "./answer-pieces.ts";
import { isRedmineLogin, type Stranger, strangerIn } from "./answered-by.ts";
import { readBody } from "./body.ts";
import { createByteBudget, type Held } from "./byte-budget.ts";
import type { Authentication } from "./credentials.ts";
import { type Outage, RedmineFailure, type Sent } from "./failure.ts";
import { limits } from "./limits.ts";
import { inLongForm, type Query } from "./long-filters.ts";
import type { Path } from "./path.ts";
import { retryAfterSeconds } from "./retry-after.ts";
import { createTurns, type Person } from "./turns.ts";

const readTimeoutMs = 20_000;
const writeTimeoutMs = 60_000; // an upload of 50 MB over a slow link
const defaultConnections = 8; // a Redmine has 5 to 20 threads; more would only queue there
const signInConnections = 4; // beside those: sign-ins, token renewals and checks of who is signed in wait for nobody's reads
const longJson = 50_000; // bytes: takes Redmine 100 ms and more
const longForMs = 60 * 60_000;
const retryDelayMs = 200;
const longestRetryAfter = 2; // seconds that a read waits by itself; a longer time is reported

export type { Query } from "./long-filters.ts";

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
  /** The Redmine user for whom it is sent. Without one it is part of a sign-in. */
  person?: number;
  /** Part of a sign-in, a renewal of its tokens, or a check of who is signed in: sent beside other requests, not after them. */
  isForSignIn?: boolean;
  /** W3C Trace Context. */
  traceparent?: string;
  /** Ends a read at once; a write that has begun goes on. */
  signal?: AbortSignal;
  /** JSON, unless told otherwise. */
  accept?: string;
  /** Which part of a body longer than `maxBytes` is kept. */
  keep?: "beginning" | "end";
  /** Where a large answer's share of memory is kept until the call of the tool ends. */
  held?: Held;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** The body was longer than `maxBytes` and is cut. */
  cut: boolean;
  /** Something else than Redmine answered. */
  stranger?: Stranger;
  /** A redirect to Redmine's own login page. */
  isLogin?: boolean;
  /** Seconds that the answer asks to wait. */
  retryAfter?: number;
}

/** Sends one request to Redmine. Throws RedmineFailure `unavailable` or `aborted`; any HTTP status but 502–504 is an answer. */
export type Send = (call: Call, maxBytes?: number) => Promise<Answer>;

export interface SendOptions {
  /** Requests to Redmine at once, beside those of sign-ins. */
  connections?: number;
}

/** One per process: its queues and its memory budget hold for everybody. */
export function createSend(
  baseUrl: string,
  fetch: typeof globalThis.fetch = (...at) => globalThis.fetch(...at),
  { connections = defaultConnections }: SendOptions = {},
): Send {
  boundAnswerPieces();
  const turns = createTurns(connections);
  const signInTurns = createTurns(signInConnections);
  const budget = createByteBudget({ shared: limits.largeBytes, kept: limits.largeBytesForOthers });
  const long = boundedCache<object>(2_000, longForMs);
  const http = ky.create({
    fetch,
    redirect: "manual", // an answer from somewhere else is not Redmine's, and must not get the token
    throwHttpErrors: false, // the body is read before the status is judged
    timeout: false, // the caller's signal covers the time in the queue and the body too
    retry: 0, // below: whether to repeat a read depends on Retry-After
  });

  async function exchange(call: Call, maxBytes: number, signal: AbortSignal): Promise<Answer> {
    const url = `${baseUrl}/${call.path}`;

    for (let retried = false; ; retried = true) {
      const mayRetry = call.method === "GET" && !retried;
      let answered = false;
      try {
        const response = await http(url, {
          method: call.method,
          signal,
          searchParams: searchOf(call.query),
          ...contentOf(call),
        });
        answered = true;
        const delay = mayRetry ? delayBeforeRetry(response) : undefined;
        if (delay === undefined) {
          const { status, headers } = response;
          const { held, keep } = call;
          const read = await readBody(response, { maxBytes, budget, person: personOf(call), signal, held, keep });
          return withVerdict(call, { status, headers, ...read }, baseUrl);
        }
        await response.body?.cancel().catch(() => undefined);
        await pause(delay, undefined, { signal });
      } catch (error) {
        if (error instanceof RedmineFailure) throw error;
        if (!mayRetry || signal.aborted) throw answered && !signal.aborted ? new BrokenOff() : error;
        await pause(retryDelayMs, undefined, { signal });
      }
    }
  }

  return async (call, maxBytes = limits.jsonBytes) => {
    const read = call.method === "GET";
    // Not AbortSignal.timeout and .any: with listeners they keep the whole call until the time is up, 20 s after its end
    const stop = new AbortController();
    const { signal } = stop;
    const onGone = () => stop.abort();
    if (read) call.signal?.addEventListener("abort", onGone, { once: true });
    if (read && call.signal?.aborted) stop.abort();
    let late = false;
    const deadline = setTimeout(
      () => {
        late = true;
        stop.abort();
      },
      call.timeoutMs ?? (read ? readTimeoutMs : writeTimeoutMs),
    );
    let sent: Sent = "nothing";

    try {
      signal.throwIfAborted();
      const isSignIn = call.person === undefined || call.isForSignIn === true;
      const turn = { person: personOf(call), heavy: isHeavy(call, long) };
      const answer = await (isSignIn ? signInTurns : turns)(turn, signal, () => {
        if (call.signal?.aborted) throw new RedmineFailure({ reason: "aborted" }); // a write that has not begun
        sent = read ? "read" : "write";
        return exchange(call, maxBytes, signal);
      });
      if (answer.body.length >= longJson && call.path.endsWith(".json")) long.set(call.path, {});
      if (answer.status < 502 || answer.status > 504) return answer;
      throw new RedmineFailure({ ...outage("server_error", sent), ...moreOf(answer) });
    } catch (error) {
      if (error instanceof RedmineFailure) throw error;
      if (read && call.signal?.aborted) throw new RedmineFailure({ reason: "aborted" });
      if (late) throw new RedmineFailure(outage("timeout", sent));
      if (error instanceof BrokenOff) throw new RedmineFailure(outage("broken_off", sent));
      throw new RedmineFailure(outage(isTls(error) ? "tls" : "unreachable", sent), error);
    } finally {
      clearTimeout(deadline);
      call.signal?.removeEventListener("abort", onGone);
    }
  };
}

function personOf(call: Call): Person {
  return call.person ?? "sign-in";
}

/** The connection ended in the middle of an answer. */
class BrokenOff extends Error {}

function outage(because: Outage, sent: Sent) {
  return { reason: "unavailable", because, sent } as const;
}

/** What an answer says beside its status, for a failure. */
export function moreOf({ retryAfter, stranger }: Answer): { retryAfter?: number; by?: Stranger } {
  return { ...(retryAfter !== undefined && { retryAfter }), ...(stranger && { by: stranger }) };
}

function withVerdict(call: Call, answer: Answer, baseUrl: string): Answer {
  const stranger = strangerIn(call, answer, baseUrl);
  const retryAfter = answer.status >= 400 ? retryAfterSeconds(answer.headers, Date.now()) : undefined;
  return {
    ...answer,
    ...(stranger && { stranger }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(isRedmineLogin(answer, baseUrl) && { isLogin: true }),
  };
}

/** Milliseconds until a read is sent once more; undefined where its answer stands. */
function delayBeforeRetry({ status, headers }: Response): number | undefined {
  if (status !== 429 && (status < 502 || status > 504)) return undefined;
  const retryAfter = retryAfterSeconds(headers, Date.now());
  if (retryAfter === undefined) return status === 429 ? undefined : retryDelayMs;
  return retryAfter <= longestRetryAfter ? Math.max(retryAfter * 1000, retryDelayMs) : undefined;
}

/** Redmine takes seconds for its pages and exports, for a hundred rows with all their fields, and for JSON that was long before. */
function isHeavy({ method, path, query }: Call, long: BoundedCache<object>): boolean {
  if (method !== "GET") return false;
  const ids = String(query?.issue_id ?? "");
  const named = /^\d[\d,]*$/.test(ids) ? ids.split(",").length : undefined; // for the names of their values: as many rows at most
  if (path.endsWith(".csv")) return named === undefined;
  if (path.endsWith(".json") && named !== undefined && named < 100) return false; // though a list of the same path was long
  return path.endsWith(".html") || Number(query?.limit ?? 0) >= 100 || long.has(path);
}

function contentOf(call: Call): Pick<Options, "headers" | "json" | "body"> {
  const headers = headersOf(call);
  if (call.json !== undefined) return { headers, json: call.json };
  if (call.form) return { headers, body: new URLSearchParams(call.form) };
  // Redmine's uploads take no other type (406); a copy in a plain ArrayBuffer is what fetch's types ask for
  if (call.body) {
    return { headers: { ...headers, "Content-Type": "application/octet-stream" }, body: new Uint8Array(call.body) };
  }
  return { headers };
}

function headersOf({ auth, basic, traceparent, accept = "application/json" }: Call): Record<string, string> {
  return {
    Accept: accept,
    ...(traceparent !== undefined && { traceparent }),
    ...(auth?.kind === "bearer" && { Authorization: `Bearer ${auth.secret.reveal()}` }),
    ...(auth?.kind === "api-key" && { "X-Redmine-API-Key": auth.secret.reveal() }),
    ...(basic && { Authorization: `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString("base64")}` }),
  };
}

function searchOf(query: Query = {}): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(inLongForm(query))) {
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) params.append(name, String(each));
  }
  return params;
}

/** Node's TLS errors are told by their code only. */
function isTls(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code)) return true;
  }
  return false;
}
