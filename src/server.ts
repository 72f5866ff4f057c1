import { createAuth } from "./auth/auth.ts";
import { createDocuments, type DocumentsOptions } from "./auth/documents/documents.ts";
import { knownClients } from "./auth/known-clients.ts";
import { apiKeySignIn } from "./auth/signin/api-key.ts";
import { redmineOAuthSignIn } from "./auth/signin/redmine-oauth.ts";
import type { SignIn } from "./auth/signin/sign-in.ts";
import type { Config } from "./config.ts";
import { createApp } from "./http/app.ts";
import { createEnding } from "./http/ending.ts";
import { listen } from "./http/listen.ts";
import type { JsonRpcMessage } from "./http/mcp.ts";
import type { Log } from "./log.ts";
import { offeredBy } from "./offered.ts";
import { isLegacy } from "./protocol/modern.ts";
import { createRedmineOAuth } from "./redmine/oauth.ts";
import { createSend, type Send } from "./redmine/send.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/store.ts";
import type { Tool } from "./tools/tool.ts";
import { version } from "./version.ts";

export interface RunningServer {
  /** MCP_BASE_URL, with the real port where that was 0. */
  url: string;
  port: number;
  /** Lets calls in flight end, for some seconds. `lingerMs`: how long new ones are still accepted, 0 if left out. */
  stop(lingerMs?: number): Promise<void>;
}

export interface ServerDeps {
  log: Log;
  /** Stands in for the network in tests and the demo. */
  fetch?: typeof globalThis.fetch;
  /** Stands in for the network that metadata documents come from. */
  documents?: Pick<DocumentsOptions, "fetch" | "resolve">;
  /** Tools beyond ours, which the conformance suite wants to find. */
  moreTools?: readonly Tool[];
}

type DocumentParts = { store: Store } & Required<Pick<ServerDeps, "log" | "documents">>;

/** Composition root: store, Redmine, authorization server, tools and HTTP edge, listening. */
export async function startServer(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const { log, fetch, documents = {}, moreTools } = deps;
  const metrics = config.metricsPort === undefined ? undefined : await createMetrics();
  const reports = createReports({ log, metrics, clientLabel: labels(config.oauthRedirectUris) });
  const opened = await openStore(config.tokenStoreUrl.reveal(), {
    onError: (error) => log.warn({ event: "store_error", error }),
  });
  const store = metrics
    ? timed(opened, (operation, outcome, ms) => metrics.store({ operation, outcome }, ms / 1000))
    : opened;
  const bare = createSend(config.redmineUrl, fetch);
  const traceparent = () => currentRequest()?.traceparent;
  const send = observed(bare, { traceparent, observe: reports.redmine });
  const { tools, front, modern, redmineScopes } = offeredBy(config, send, log, moreTools);
  const writing = new Set(tools.filter((tool) => tool.access !== "read").map((tool) => tool.name));

  const auth = createAuth({
    store,
    signIn: signInOf(config, send),
    baseUrl: config.baseUrl,
    offered: config.readOnly ? ["read"] : ["read", "write"],
    consent: config.oauthConsent,
    configuredRedirects: config.oauthRedirectUris,
    redmineScopes: (scope) => redmineScopes(scope.includes("write") ? "write" : "read"),
    report: reports.signIn,
    ...(config.oauthCimd && { findDocument: findDocumentOf(config, { store, log, documents }) }),
  });

  const ending = createEnding();
  const app = createApp({
    auth,
    log,
    ending,
    dispatch: async (request, message, { credentials, sealer }, report) => {
      const era = (await isLegacy(request, message)) ? front : modern;
      return era.handle(request, message, { credentials, sealer, signal: request.signal, report });
    },
    scopeOf: (message) => (writing.has(toolNameOf(message)) ? "write" : "read"),
    report: reports.call,
    oauth: { auth, report: reports.oauth },
    // asked apart from people's calls, so that a long queue of those does not look like an outage
    health: { version, startedAt: Date.now(), ready: readiness(store, createSend(config.redmineUrl, fetch), Date.now) },
  });

  const { host, port } = config;
  const listening = await listen({ fetch: app.fetch, host, port, ending }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });

  return {
    url: config.baseUrl,
    port: listening.port,
    stop: async (lingerMs = 0) => {
      await listening.stop(lingerMs);
      await store.close();
    },
  };
}

/** Reading a client id takes some microseconds, and the same few come again and again. */
function labels(configured: readonly string[]) {
  const known = new LRUCache<string, ReturnType<typeof clientLabel>>({ max: 1_000 });
  return (id: string) => {
    const label = known.get(id) ?? clientLabel(id, configured);
    known.set(id, label);
    return label;
  };
}

function findDocumentOf({ oauthRedirectUris }: Config, { store, log, documents }: DocumentParts) {
  return createDocuments({
    ...documents,
    store,
    now: Date.now,
    knownClients,
    configuredRedirects: oauthRedirectUris,
    report: (outcome) => log.info({ event: "client_document", outcome }),
  });
}

function signInOf(config: Config, send: Send): SignIn {
  const { redmineClientId: id, redmineClientSecret: secret } = config;
  if (config.redmineAuth === "api-key") return apiKeySignIn({ send, redminePublicUrl: config.redminePublicUrl });
  if (id === undefined || secret === undefined) throw new Error("OAuth without its application"); // config has checked it
  return redmineOAuthSignIn({
    oauth: createRedmineOAuth(send, { id, secret }),
    send,
    clientId: id,
    redminePublicUrl: config.redminePublicUrl,
    redirectUri: `${config.baseUrl}/oauth/callback`,
    now: Date.now,
  });
}

function toolNameOf({ method, params }: JsonRpcMessage): string {
  if (method !== "tools/call" || typeof params !== "object" || params === null || !("name" in params)) return "";
  return String(params.name);
}
