import { setImmediate as otherWork } from "node:timers/promises";
import { z } from "zod";
import { type BoundedCache, boundedCache } from "../bounded-cache.ts";
import { cleanAhead } from "../format/clean.ts";
import { inTurns } from "../in-turns.ts";
import { answerLimits, type ReadJson, readJson } from "../json.ts";
import { readLongJson } from "../long-json.ts";
import { refuse } from "./answer-failure.ts";
import { createHeld } from "./byte-budget.ts";
import type { Authentication, Credentials } from "./credentials.ts";
import { RedmineFailure, type Sent } from "./failure.ts";
import { whoIs } from "./identity.ts";
import { limits } from "./limits.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { type Path, path } from "./path.ts";
import type { Answer, Call, Query, Send } from "./send.ts";
import { validated, validatedInTurns } from "./validate.ts";

/** Redmine as one person, for reading. Every call throws RedmineFailure. */
export interface RedmineReader {
  readonly userId: number;
  /** Key of caches that belong to this sign-in. */
  readonly key: string;
  /** Redmine permissions we were granted; undefined when only the account's own count. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** Names and ids that this sign-in has asked for lately. */
  readonly lookups: Lookups;
  get<T>(path: Path, schema: z.ZodType<T>, options: { what: string; query?: Query }): Promise<T>;
  /** Of a longer file its beginning, or its end. */
  download(
    path: Path,
    options: { what: string; maxBytes: number; query?: Query; keep?: "beginning" | "end" },
  ): Promise<Download>;
}

export interface RedmineWriter extends RedmineReader {
  /**
   * Begins one call of a tool: counts its requests anew, and for one that may write asks who is signed in beside what it
   * reads first. The returned function ends it and frees the memory that its answers were allowed.
   */
  begin(mayWrite: boolean): () => void;
  /** Gives Redmine's JSON answer, or undefined where it answers without a body. */
  post<T>(path: Path, json: unknown, options: { what: string; schema: z.ZodType<T> }): Promise<T>;
  put(path: Path, json: unknown, options: { what: string }): Promise<void>;
  delete(path: Path, options: { what: string; query?: Query }): Promise<void>;
  /** Gives the one-use token that attaches the file to a record. */
  upload(fileName: string, bytes: Uint8Array): Promise<{ token: string }>;
}

export interface Download {
  bytes: Uint8Array;
  contentType: string;
  /** The file is longer than asked for and is cut. */
  cut: boolean;
}

export interface Redmine {
  as(credentials: Credentials, signal?: AbortSignal): RedmineWriter;
}

const identityLifetimeMs = 60_000; // how long reads trust that Redmine still takes us for this user
const writeWindowMs = 5_000; // a write trusts the check that its own call made while reading what it changes
const uploaded = z.object({ upload: z.object({ token: z.string() }) });

/**
 * The Redmine client of this process, over `send`. `as` gives the client of one person; its methods throw RedmineFailure.
 * Identities are trusted for a minute, and lists of names kept for five, by `credentials.key`.
 */
export function createRedmine(send: Send): Redmine {
  const identities = boundedCache<Promise<void>>(20_000, identityLifetimeMs);
  const lookups = createLookups();

  return {
    as: (credentials, signal) => ({
      ...asUser(send, identities, credentials, signal),
      lookups: lookups.of(credentials.key),
    }),
  };
}

function asUser(
  sendToRedmine: Send,
  identities: BoundedCache<Promise<void>>,
  credentials: Credentials,
  signal: AbortSignal | undefined,
): Omit<RedmineWriter, "lookups"> {
  const held = createHeld();
  let running = 0; // calls of tools that have begun and not ended
  let requestsLeft = limits.requestsOfCall;

  const send: Send = async (call, maxBytes) => {
    if (requestsLeft <= 0) throw new RedmineFailure({ reason: "too_many_requests", most: limits.requestsOfCall });
    requestsLeft += call.method === "GET" ? -1 : limits.requestsPerWrite;
    return sendToRedmine({ ...call, person: credentials.userId, ...(running > 0 && { held }) }, maxBytes);
  };

  /** Sends as this user; a 401 did nothing, so it is sent once more with newer credentials. */
  async function authenticated(call: Call, maxBytes?: number): Promise<Answer> {
    const auth = await credentials.current();
    const answer = await send({ ...call, auth }, maxBytes);
    if (!isRefusal(answer)) return answer;
    const newer: Authentication | undefined = await credentials.renew(auth);
    if (!newer) throw new RedmineFailure({ reason: "signed_out", because: "refused" });
    const second = await send({ ...call, auth: newer }, maxBytes);
    if (isRefusal(second)) throw new RedmineFailure({ reason: "refused_again" });
    return second;
  }

  async function askIdentity(): Promise<void> {
    const check = { method: "GET", isForSignIn: true } as const;
    const caller = await whoIs({
      kind: (await credentials.current()).kind,
      ask: (at) => authenticated({ ...check, path: at }),
      askAnonymously: (at) => send({ ...check, path: at }),
    });
    if (caller?.id === credentials.userId) return;
    if (caller) await credentials.end?.().catch(() => undefined); // refused either way; a client would renew it for ever
    throw new RedmineFailure({ reason: "signed_out", because: "other_user" });
  }

  let ownCheck: { asked: Promise<void>; at: number } | undefined; // the check that this call made

  /** Shared by concurrent calls of a grant, so it does not end with the request that began it. */
  function identity(how: "known" | "just now" | "anew"): Promise<void> {
    const earlier = identities.get(credentials.key);
    if (earlier && how === "known") return earlier;
    if (ownCheck && how === "just now" && Date.now() - ownCheck.at < writeWindowMs) return ownCheck.asked;

    const asked = askIdentity();
    ownCheck = { asked, at: Date.now() };
    identities.set(credentials.key, asked);
    asked.catch(() => identities.get(credentials.key) === asked && identities.delete(credentials.key));
    return asked;
  }

  async function read(call: Call, what: string, maxBytes?: number): Promise<Answer> {
    const watched = signal ? { ...call, signal } : call;
    const [answer, checked] = await Promise.allSettled([authenticated(watched, maxBytes), identity("known")]);
    if (checked.status === "rejected") throw checked.reason;
    if (answer.status === "rejected") throw answer.reason;
    const { status, stranger } = answer.value;
    // a 403 or 500 is also how Redmine says that things changed since the last check: REST off, user locked
    if (!stranger && (status === 403 || status === 500)) await identity("anew");
    refuse(answer.value, what, "read");
    return answer.value;
  }

  async function write(call: Call, what: string): Promise<Answer> {
    if (signal?.aborted) throw new RedmineFailure({ reason: "aborted" });
    await identity("just now"); // before, not beside: with anonymous writing allowed, a dead token would write as nobody
    const answer = await authenticated(call);
    refuse(answer, what, "write");
    return answer;
  }

  return {
    userId: credentials.userId,
    key: credentials.key,
    scopes: credentials.scopes,
    begin: (mayWrite) => {
      requestsLeft = limits.requestsOfCall;
      running += 1;
      ownCheck = undefined;
      if (mayWrite) identity("anew").catch(() => undefined); // who waits for it hears of the failure
      return () => {
        running -= 1;
        if (running === 0) held.releaseAll();
      };
    },
    get: async (at, schema, { what, query }) => {
      const answer = await read({ method: "GET", path: at, ...(query && { query }) }, what);
      if (answer.cut) throw new RedmineFailure({ reason: "too_large", what, maxBytes: limits.jsonBytes });
      if (answer.body.length < limits.oneTurnBytes) return parse(answer, schema, { what, sent: "read" });
      await otherWork();
      const json = jsonOf(answer, await readLongJson([answer.body], answerLimits), { what, sent: "read" });
      await otherWork();
      const value = await validatedInTurns(json, schema, "read");
      const forget = await inTurns(cleanAhead(value));
      if (running > 0) held.add({ shrinkTo: () => undefined, release: forget });
      else forget();
      await otherWork(); // before the caller goes through it
      return value;
    },
    download: async (at, { what, maxBytes, query, keep }) => {
      const call: Call = { method: "GET", path: at, ...(query && { query }), ...(keep && { keep }) };
      const { body, headers, cut } = await read(call, what, maxBytes);
      return { bytes: body, contentType: headers.get("content-type") ?? "application/octet-stream", cut };
    },
    post: async (at, json, { what, schema }) =>
      parse(await write({ method: "POST", path: at, json }, what), schema, { what, sent: "write" }),
    put: async (at, json, { what }) => {
      await write({ method: "PUT", path: at, json }, what);
    },
    delete: async (at, { what, query }) => {
      await write({ method: "DELETE", path: at, ...(query && { query }) }, what);
    },
    upload: async (fileName, bytes) => {
      const call: Call = {
        method: "POST",
        path: path`uploads.json`,
        query: { filename: fileName },
        body: bytes,
      };
      return parse(await write(call, "the file"), uploaded, { what: "the file", sent: "write" }).upload;
    },
  };
}

/** 401 of Redmine's, or the redirect to its login page that downloads answer instead. */
function isRefusal({ status, isLogin, stranger }: Answer): boolean {
  return !stranger && (status === 401 || isLogin === true);
}

interface Asked {
  what: string;
  sent: Sent;
}

function parse<T>(answer: Answer, schema: z.ZodType<T>, asked: Asked): T {
  return validated(jsonOf(answer, readJson(answer.body, answerLimits), asked), schema, asked.sent);
}

function jsonOf({ cut, body, status }: Answer, read: ReadJson, { what, sent }: Asked): unknown {
  if (!cut && "value" in read) return read.value;
  if (status === 204) return undefined;
  const isOvergrown = "problem" in read && read.problem === "overgrown";
  if (isOvergrown && sent === "read")
    throw new RedmineFailure({ reason: "too_large", what, maxBytes: limits.jsonBytes });
  const because = isOvergrown ? "shape" : body.length > 0 ? "cut_off" : "not_json"; // what does not begin as JSON was refused before
  throw new RedmineFailure({ reason: "not_redmine", because, detail: "not JSON", sent });
}
