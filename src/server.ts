import { createActivity } from "./activity.ts";
import { createAuth } from "./auth/auth.ts";
import { createDocuments, type DocumentsOptions } from "./auth/client-metadata/documents.ts";
import { clientLabels } from "./auth/client-names.ts";
import { knownClients } from "./auth/known-clients.ts";
import type { SignIn } from "./auth/sign-in.ts";
import { apiKeySignIn } from "./auth/signin/api-key.ts";
import { redmineOAuthSignIn } from "./auth/signin/redmine-oauth.ts";
import { shownSettings } from "./config/shown-settings.ts";
import { type Config, settingsTable } from "./config.ts";
import { currentRequest } from "./current-request.ts";
import { createApp } from "./http/app.ts";
import { listen } from "./http/listen.ts";
import { methodOf, type Report, toolNameOf } from "./http/mcp.ts";
import type { CheckResult } from "./http/pages/admin.ts";
import type { DemoFacts } from "./http/pages/home.ts";
import { listenForMetrics } from "./http/probes.ts";
import { createEnding } from "./http/shutdown.ts";
import type { Log } from "./log.ts";
import { type MoreOffered, offeredBy, withoutAbsentPlugins } from "./mcp-fronts.ts";
import { createMetrics } from "./metrics.ts";
import { isLegacy } from "./protocol/modern.ts";
import { readiness } from "./readiness.ts";
import { type Exchange, observed } from "./redmine/instrumented-send.ts";
import { createRedmineOAuth } from "./redmine/oauth.ts";
import { checkboxesOf } from "./redmine/permission-labels.ts";
import { createSend, type Send } from "./redmine/send.ts";
import { createSiteTitle } from "./redmine/site-title.ts";
import { openStore, withTiming } from "./store/open.ts";
import type { Store } from "./store/store.ts";
import { createReports } from "./telemetry.ts";
import type { Tracing } from "./tracing.ts";
import { version } from "./version.ts";

export interface RunningServer {
  /** MCP_BASE_URL, with the real port where that was 0. */
  url: string;
  port: number;
  metricsPort: number | undefined;
  /** Lets calls in flight end, for some seconds. `lingerMs`: how long new ones are still accepted, 0 if left out. */
  stop(lingerMs?: number): Promise<void>;
}

export interface ServerDeps {
  log: Log;
  /** Stands in for the network in tests and the demo. */
  fetch?: typeof globalThis.fetch;
  /** Stands in for the network that metadata documents come from. */
  documents?: Pick<DocumentsOptions, "fetch" | "resolve">;
  more?: MoreOffered;
  tracing?: Tracing | undefined;
  /** What doctor finds, for the page of administrators. */
  examine?: () => Promise<readonly CheckResult[]>;
  /** Redmine is the sample: its people, and questions to ask. */
  demo?: DemoFacts;
}

/** Begins the span of a call, under which its requests to Redmine are; its report ends it. */
function traced(tracing: Tracing, message: unknown, user: number, report: Report): Report {
  const request = currentRequest();
  const method = methodOf(message);
  if (!request || !["tools/call", "resources/read", "prompts/get"].includes(method)) return report; // others are not reported
  const span = tracing.call(method, request.traceparent);
  request.traceparent = span.traceparent;

  return (call) => {
    span.end({ ...call, user, request: request.id });
    report(call);
  };
}

type DocumentParts = { store: Store } & Required<Pick<ServerDeps, "log" | "documents">>;

/** Composition root: store, Redmine, authorization server, tools and HTTP edge, listening. */
export async function startServer(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const { log, fetch, documents = {}, more, tracing, demo, examine } = deps;
  const metrics = config.metricsPort === undefined ? undefined : await createMetrics();
  const activity = createActivity(Date.now);
  const reports = createReports({ log, metrics, clientLabel: clientLabels(config.oauthRedirectUris) });
  const connections = config.redmineConnections;
  const send = observed(createSend(config.redmineUrl, fetch, { connections }), (about) => {
    const trace = currentRequest()?.traceparent;
    const span = tracing?.redmine(about, trace);
    const ended = (exchange: Exchange) => {
      span?.end(exchange);
      reports.redmine(exchange);
    };
    return { traceparent: span?.traceparent ?? trace, ended };
  });
  const { tools, front, modern, redmineScopes } = offeredBy(await withoutAbsentPlugins(config, send, log), send, log, {
    ...more,
    iconUrl: `${config.baseUrl}/favicon.svg`,
  });
  const opened = await openStore(config.tokenStoreUrl.reveal(), {
    onError: (error) => log.warn({ event: "store_error", error }),
  });
  const store = metrics
    ? withTiming(opened, (operation, outcome, ms) => metrics.store({ operation, outcome }, ms / 1000))
    : opened;
  const writing = new Set(tools.filter((tool) => tool.access !== "read").map((tool) => tool.name));

  const uploading = new Set(tools.filter(({ parameters }) => "base64" in parameters.shape).map(({ name }) => name));

  const auth = createAuth({
    store,
    signIn: signInOf(config, send),
    baseUrl: config.baseUrl,
    offered: config.readOnly ? ["read"] : ["read", "write"],
    consent: config.oauthConsent,
    configuredRedirects: config.oauthRedirectUris,
    redmineScopes: (scope) => redmineScopes(scope.includes("write") ? "write" : "read"),
    operatorSecret: config.redmineClientSecret,
    report: reports.auth,
    adminPage: config.adminPage,
    ...(config.oauthCimd && { findDocument: findDocumentOf(config, { store, log, documents }) }),
  });

  const ending = createEnding();
  const app = createApp({
    auth,
    log,
    ending,
    dispatch: async (request, message, { credentials, sealer, scope }, report) => {
      const era = (await isLegacy(request, message)) ? front : modern;
      const ended = tracing ? traced(tracing, message, credentials.userId, report) : report;
      return era.handle(request, message, {
        credentials,
        sealer,
        mayWrite: scope.includes("write"),
        signal: request.signal,
        report: ended,
      });
    },
    scopeOf: (message) => (writing.has(toolNameOf(message)) ? "write" : "read"),
    isUpload: (message) => uploading.has(toolNameOf(message)),
    report: (call, who) => {
      activity.add(call);
      reports.call(call, who);
    },
    oauth: { auth, report: reports.oauth },
    site: {
      baseUrl: config.baseUrl,
      redmineUrl: config.redminePublicUrl,
      redmineTitle: createSiteTitle(createSend(config.redmineUrl, fetch), Date.now),
    },
    administration: {
      facts: {
        version,
        startedAt: Date.now(),
        settings: shownSettings(config, settingsTable),
        activity: activity.lastDay,
        now: Date.now,
      },
      examine,
    },
    openaiAppsChallenge: config.openaiAppsChallenge,
    home: {
      signIn: config.redmineAuth,
      readOnly: config.readOnly,
      checkboxes: checkboxesOf(redmineScopes("write")),
      demo,
    },
    // asked apart from people's calls, so that a long queue of those does not look like an outage
    health: { version, startedAt: Date.now(), ready: readiness(store, createSend(config.redmineUrl, fetch), Date.now) },
  });

  const { host, port } = config;
  const scraped =
    metrics && (await listenForMetrics(metrics, config.metricsHost, config.metricsPort ?? 0).catch(closeStoreAndThrow));
  const listening = await listen({ fetch: app.fetch, host, port, ending }).catch(async (error: unknown) => {
    scraped?.stop();
    return closeStoreAndThrow(error);
  });

  return {
    url: config.baseUrl,
    port: listening.port,
    metricsPort: scraped?.port,
    stop: async (lingerMs = 0) => {
      await listening.stop(lingerMs);
      scraped?.stop();
      await store.close();
    },
  };

  async function closeStoreAndThrow(error: unknown): Promise<never> {
    await store.close();
    throw error;
  }
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
