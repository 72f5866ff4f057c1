import { boundedCache } from "../../bounded-cache.ts";
import { fetchBudget } from "../../rate-limits.ts";
import type { Store } from "../../store/store.ts";
import { builtInClient, type Client, documentUrlOf, type FoundClient } from "../clients.ts";
import type { KnownClient } from "../known-clients.ts";
import { createStaleCache, freshFor, staleForMs } from "./cache.ts";
import {
  documentFetcher,
  type FetchDocument,
  isPublicAddress,
  type ResolveHost,
  resolveHost,
} from "./fetch-document.ts";
import { readDocument, type Unusable } from "./read-document.ts";

export interface DocumentsOptions {
  store: Store;
  now: () => number;
  knownClients: readonly KnownClient[];
  configuredRedirects: readonly string[];
  /** Stand-ins for the network. */
  fetch?: FetchDocument;
  resolve?: ResolveHost;
  /** A word of ours for the log: why a document could not be had, or that it was fetched. */
  report?: (outcome: string) => void;
}

type Failed = { unreachable: string } | { unusable: Unusable | "withdrawn" };
interface FetchedClient {
  client: Client;
  freshUntil: number;
  /** Serves this long where its host gives no answer. */
  until: number;
}
interface Failure {
  failed: Failed;
  askAgain: number;
}

const deadlineMs = 5_000; // Claude waits 10 s for the whole step
const askAgainMs = 30_000; // after a failure
const maxEntries = 300;

/** Finds clients by the URL of their metadata document (draft-ietf-oauth-client-id-metadata-document). */
export function createDocuments(options: DocumentsOptions): (id: string) => Promise<FoundClient> {
  const { now, knownClients, configuredRedirects } = options;
  const fetch = options.fetch ?? documentFetcher();
  const resolve = options.resolve ?? resolveHost;
  const staleCache = createStaleCache(options.store);
  const budget = fetchBudget(now);
  const cache = boundedCache<FetchedClient>(maxEntries);
  const failures = boundedCache<Failure>(maxEntries); // apart, so that failures evict no good document
  const underWay = new Map<string, Promise<FetchedClient | Failure>>();

  async function download(url: URL): Promise<FetchedClient | Failed> {
    const signal = AbortSignal.timeout(deadlineMs);
    const addresses = await beforeAbort(resolve(url.hostname, signal), signal);
    if (addresses.length === 0) return { unreachable: "no_address" };
    // all of them: a name with a private and a public address is an attack
    if (!addresses.every(isPublicAddress)) return { unreachable: "private_address" };

    const answer = await beforeAbort(fetch(url, addresses, signal), signal);
    if (answer.status === 404 || answer.status === 410) return { unusable: "withdrawn" };
    if (answer.status !== 200) return { unreachable: `http_${answer.status}` };
    if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(answer.contentType)) return { unreachable: "other_type" };
    if (answer.body === undefined) return { unreachable: "too_large" };
    const read = readDocument(answer.body, url, configuredRedirects);
    if ("unusable" in read) return read;

    const fetched = now();
    await staleCache.keep(url, answer.body, fetched).catch(() => undefined); // the copy is for outages; this answer is usable without it
    return { client: read.client, freshUntil: fetched + freshFor(answer), until: fetched + staleForMs };
  }

  async function ask(url: URL): Promise<FetchedClient | Failure> {
    const before = cache.get(url.href);
    const spent = await budget.spend(url.host, () => download(url).catch((): Failed => ({ unreachable: "no_answer" })));
    const result = spent ?? { unreachable: "busy" };
    if ("client" in result) {
      options.report?.("fetched");
      cache.set(url.href, result);
      return result;
    }

    const askAgain = now() + askAgainMs;
    options.report?.("unusable" in result ? result.unusable : result.unreachable);
    const stale = "unusable" in result ? undefined : await staleClient(url, before);
    if (stale) {
      cache.set(url.href, { ...stale, freshUntil: askAgain });
      return stale;
    }
    cache.delete(url.href);
    const failure = { failed: result, askAgain };
    if (spent) failures.set(url.href, failure);
    return failure;
  }

  async function staleClient(url: URL, before: FetchedClient | undefined): Promise<FetchedClient | undefined> {
    if (before && before.until > now()) return before;
    const client = await keptClient(url);
    return client && { client, freshUntil: 0, until: 0 };
  }

  /** From the store, which others may write to: the name is shown as claimed, not as proven. */
  async function keptClient(url: URL): Promise<Client | undefined> {
    const document = await staleCache.find(url, now());
    const read = document === undefined ? undefined : readDocument(document, url, configuredRedirects);
    return read && "client" in read ? { ...read.client, verifiedHost: undefined } : undefined;
  }

  /** However many ask for the same document at the same time, it is fetched once. */
  function askOnce(url: URL): Promise<FetchedClient | Failure> {
    const running = underWay.get(url.href);
    if (running) return running;
    const request = ask(url).finally(() => underWay.delete(url.href));
    underWay.set(url.href, request);
    return request;
  }

  function remembered(id: string): FetchedClient | Failure | undefined {
    const good = cache.get(id);
    if (good && good.freshUntil > now()) return good;
    const failure = failures.get(id);
    return failure && failure.askAgain > now() ? failure : undefined;
  }

  return async (id) => {
    const url = documentUrlOf(id);
    if (!url) return undefined;
    const builtIn = builtInClient(url, knownClients);
    if (builtIn) return builtIn;

    const answer = remembered(id) ?? (await askOnce(url));
    if ("client" in answer) return answer.client;
    return { problem: "unusable" in answer.failed ? "client_unusable" : "client_unreachable" };
  };
}

/** Stops waiting on abort, even if the work ignores the signal. */
function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true })),
  ]);
}
