import { type AuthOptions, createAuth } from "../../../src/auth/auth.ts";
import { createApp } from "../../../src/http/app.ts";
import { createEnding } from "../../../src/http/shutdown.ts";
import { createLog } from "../../../src/log.ts";
import { failureOf } from "../../../src/redmine/failure.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { Browser } from "../../support/browser.ts";
import { type StubRedmineOAuth, stubRedmineOAuth, stubRedmineUrl } from "./stub-redmine-oauth.ts";

export const writePermissions = ["add_issues", "view_issues"];
export const readPermissions = ["view_issues"];

export interface EdgeOptions extends Partial<Pick<AuthOptions, "consent" | "configuredRedirects" | "offered">> {
  baseUrl?: string;
  store?: Store;
  /** One that another server knows too. */
  redmine?: StubRedmineOAuth;
  /** The server's clock, and the store's if none is given. */
  now?: () => number;
}

export type Edge = Awaited<ReturnType<typeof startEdge>>;

/** The real HTTP edge and authorization server, without a socket, before a stub of Redmine's sign-in. */
export async function startEdge(options: EdgeOptions = {}) {
  const { baseUrl = "https://mcp.example.com", now = Date.now, redmine: _, ...rest } = options;
  const store = options.store ?? (await openStore("memory:", { now }));
  const redmine = options.redmine ?? stubRedmineOAuth(`${baseUrl}/oauth/callback`, now);
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } });

  const auth = createAuth({
    offered: ["read", "write"],
    consent: "auto",
    configuredRedirects: [],
    ...rest,
    store,
    signIn: redmine.signIn,
    baseUrl,
    redmineScopes: (scope) => (scope.includes("write") ? writePermissions : readPermissions),
    report: ({ event, outcome }) => log.info({ event, outcome }),
    now,
  });
  const app = createApp({
    auth,
    log,
    ending: createEnding(),
    oauth: { auth, report: ({ event, outcome }) => log.info({ event, outcome }) },
    administration: {
      facts: { version: "0", startedAt: 0, settings: [], activity: () => [], now },
    },
    health: { version: "0", startedAt: 0, ready: async () => true },
    site: { baseUrl, redmineUrl: stubRedmineUrl, redmineTitle: () => "" },
    home: { signIn: "oauth", readOnly: false, checkboxes: [] },
    report: () => undefined,
    scopeOf: ({ params }) => (JSON.stringify(params ?? {}).includes('"name":"create_issue"') ? "write" : "read"),
    isUpload: () => false,
    // says who was let in, and with which of Redmine's tokens they would go on; 424 where Redmine did not let them
    dispatch: async (_, message, caller) => {
      const { user, scope, grant } = caller;
      const id = typeof message === "object" && message !== null && "id" in message ? message.id : null;
      try {
        const { secret } = await caller.credentials.current();
        return Response.json({ jsonrpc: "2.0", id, result: { user, scope, grant, redmineToken: secret.reveal() } });
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        return Response.json({ jsonrpc: "2.0", id, error: failure }, { status: 424 });
      }
    },
  });

  /** As Node's HTTP server hands it over: with the Host that the client sent. */
  async function fetch(request: Request): Promise<Response> {
    const headers = new Headers(request.headers);
    if (!headers.has("host")) headers.set("host", new URL(request.url).host);
    return app.fetch(new Request(request, { headers }));
  }

  return {
    baseUrl,
    auth,
    store,
    redmine,
    lines,
    /** For a socket, which brings the Host itself. */
    app: (request: Request, env?: object) => app.fetch(request, env),
    fetch,
    get: (path: string, headers: Record<string, string> = {}) => fetch(new Request(baseUrl + path, { headers })),
    post: (path: string, form: Record<string, string> | [string, string][], headers: Record<string, string> = {}) =>
      fetch(new Request(baseUrl + path, { method: "POST", body: new URLSearchParams(form), headers })),
    postJson: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(
        new Request(baseUrl + path, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json", ...headers },
        }),
      ),
    /** A browser that sees this server and Redmine, with nobody's cookies yet. */
    newBrowser: () =>
      new Browser({
        fetch: (request) => (new URL(request.url).origin === stubRedmineUrl ? redmine.page(request) : fetch(request)),
      }),
    stop: () => store.close(),
  };
}
