import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Authentication, Credentials } from "./credentials.ts";
import { type Failure, RedmineFailure } from "./failure.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { type Path, path } from "./path.ts";
import { fairly } from "./per-user-limit.ts";
import type { Answer, Call, Query, Send } from "./send.ts";

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
  download(path: Path, options: { what: string; maxBytes: number; query?: Query }): Promise<Download>;
}

export interface RedmineWriter extends RedmineReader {
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
const errorList = z.object({ errors: z.array(z.string()) });
const me = z.object({ user: z.object({ id: z.number() }) });

export function createRedmine(send: Send): Redmine {
  const identities = new LRUCache<string, Promise<void>>({ max: 20_000, ttl: identityLifetimeMs });
  const lookups = createLookups();
  const fair = fairly(send);

  return {
    as: (credentials, signal) => ({
      ...asUser(fair(credentials.key), identities, credentials, signal),
      lookups: lookups.of(credentials.key),
    }),
  };
}

function asUser(
  send: Send,
  identities: LRUCache<string, Promise<void>>,
  credentials: Credentials,
  signal: AbortSignal | undefined,
): Omit<RedmineWriter, "lookups"> {
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

  /**
   * Redmine serves an unknown token as an anonymous visitor, with 200, and does so for everyone while its REST API is off
   * (token/info still answers then). /users/current.json is the one answer that tells all of it.
   */
  async function askIdentity(): Promise<void> {
    const answer = await authenticated({ method: "GET", path: path`users/current.json` });
    if (answer.status === 403) throw new RedmineFailure({ reason: "rest_disabled" });
    if (isRailsCrash(answer)) throw new RedmineFailure({ reason: "account_unusable" });
    refuse(answer, "the signed-in user");
    if (parse(answer, me).user.id !== credentials.userId) {
      throw new RedmineFailure({ reason: "signed_out", because: "other_user" });
    }
  }

  let own: { asked: Promise<void>; at: number } | undefined; // the check that this call made

  /** Shared by concurrent calls of a grant, so it does not end with the request that began it. */
  function identity(how: "known" | "just now" | "anew"): Promise<void> {
    const known = identities.get(credentials.key);
    if (known && how === "known") return known;
    if (own && how === "just now" && Date.now() - own.at < writeWindowMs) return own.asked;

    const asked = askIdentity();
    own = { asked, at: Date.now() };
    identities.set(credentials.key, asked);
    asked.catch(() => identities.get(credentials.key) === asked && identities.delete(credentials.key));
    return asked;
  }

  async function read(call: Call, what: string, maxBytes?: number): Promise<Answer> {
    const watched = signal ? { ...call, signal } : call;
    const [answer, checked] = await Promise.allSettled([authenticated(watched, maxBytes), identity("known")]);
    if (checked.status === "rejected") throw checked.reason;
    if (answer.status === "rejected") throw answer.reason;
    // a 403 or 500 is also how Redmine says that things changed since the last check: REST off, user locked
    if (answer.value.status === 403 || isRailsCrash(answer.value)) await identity("anew");
    refuse(answer.value, what);
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
    get: async (at, schema, { what, query }) =>
      parse(await read({ method: "GET", path: at, ...(query && { query }) }, what), schema),
    download: async (at, { what, maxBytes, query }) => {
      const call: Call = { method: "GET", path: at, ...(query && { query }) };
      const { body, headers, cut } = await read(call, what, maxBytes);
      return { bytes: body, contentType: headers.get("content-type") ?? "application/octet-stream", cut };
    },
    post: async (at, json, { what, schema }) => parse(await write({ method: "POST", path: at, json }, what), schema),
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
      return parse(await write(call, "the file"), uploaded).upload;
    },
  };
}

/** 401, or the redirect to the login page that downloads answer instead. */
function isRefusal({ status, headers }: Answer): boolean {
  return status === 401 || (status === 302 && /\/login(\?|$)/.test(headers.get("location") ?? ""));
}

function isRailsCrash({ status }: Answer): boolean {
  return status === 500;
}

/** Throws for every status that is not a success. */
function refuse(answer: Answer, what: string, sent: "read" | "write" = "read"): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  throw new RedmineFailure(failureOf(answer, what, sent));
}

function failureOf(answer: Answer, what: string, sent: "read" | "write"): Failure {
  const { status } = answer;
  if (status === 403) return { reason: "forbidden", what };
  if (status === 404 || status === 410) return { reason: "not_found", what };
  if (status === 409) return { reason: "conflict", what };
  if (status === 413) return { reason: "too_large", what, maxBytes: 0 };
  if (status === 422) return { reason: "invalid", errors: errorsOf(answer) };
  if (status === 400 || status === 412) return { reason: "invalid", errors: [] };
  if (status === 429) return { reason: "unavailable", because: "busy", sent: "nothing" };
  if (status >= 500) return { reason: "unavailable", because: "server_error", sent };
  if (status >= 300 && status < 400) {
    const location = answer.headers.get("location") ?? undefined;
    return { reason: "not_redmine", because: "redirect", detail: `HTTP ${status}`, location };
  }
  return { reason: "not_redmine", because: "not_json", detail: `HTTP ${status}` };
}

function errorsOf(answer: Answer): readonly string[] {
  const parsed = errorList.safeParse(jsonOf(answer));
  return parsed.success ? parsed.data.errors.slice(0, 20) : [];
}

function parse<T>(answer: Answer, schema: z.ZodType<T>): T {
  const json = jsonOf(answer);
  if (json === undefined && answer.status !== 204)
    throw new RedmineFailure({ reason: "not_redmine", because: "not_json", detail: "not JSON" });
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  // paths of fields only: the values are other people's
  const detail = parsed.error.issues.map((issue) => issue.path.join(".")).slice(0, 5);
  throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: detail.join(", ") });
}

function jsonOf({ body, cut }: Answer): unknown {
  if (cut) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
