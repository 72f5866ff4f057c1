import { identify } from "./access/identify.ts";
import { type Caller, createAnonymous } from "./access/permissions.ts";
import { apiRoutes } from "./api.ts";
import { createControls } from "./controls.ts";
import { createSessions } from "./oauth/login.ts";
import { createTokens } from "./oauth/tokens.ts";
import { oauthRoutes } from "./oauth/web.ts";
import type { SampleData } from "./records.ts";
import { createRequestLog, type SeenRequest } from "./requests.ts";
import type { Sample } from "./sample.ts";
import { createState } from "./state.ts";
import { broken, initialSwitches, wait } from "./switches.ts";
import { readParams } from "./web/params.ts";
import { loginNeeded, noRoute, notInTheSample, Refused } from "./web/reply.ts";
import { sayIn } from "./web/words.ts";
import { webRoutes } from "./web-routes.ts";

export type SampleOptions = {
  now?: () => number;
  /** Where browsers and clients find it; a path in it is a sub-URI. */
  baseUrl?: string;
  redirectUris?: string[];
  data: SampleData;
};

/** A Redmine in memory: it answers like the real one and keeps its records until the process ends. */
export type SampleRedmine = ReturnType<typeof createSampleRedmine>;

export function createSampleRedmine(options: SampleOptions) {
  const baseUrl = (options.baseUrl ?? "http://redmine.sample").replace(/\/$/, "");
  const root = new URL(baseUrl).pathname.replace(/\/$/, "");
  const now = options.now ?? Date.now;
  const state = createState(options.data, options.redirectUris ?? ["http://127.0.0.1:3000/oauth/callback"]);
  const sample: Sample = { state, switches: initialSwitches(), now, baseUrl };
  const tokens = createTokens(now);
  const sessions = createSessions(root);
  const log = createRequestLog();
  const api = apiRoutes();
  const oauth = oauthRoutes(sample, tokens, sessions);
  const web = webRoutes(sample, sessions);

  async function fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = root === "" ? url.pathname : withoutRoot(url.pathname);
    const seen = log.add({ method: request.method, path: path ?? url.pathname, query: url.search });
    const { delayMs, outage } = sample.switches;
    if (delayMs > 0) await wait(delayMs, request);
    if (outage) return broken(outage, request);
    if (path === undefined) return noRoute(request);

    try {
      return await route(request, url, path, seen);
    } catch (error) {
      if (error instanceof Refused) return error.response;
      throw error;
    }
  }

  const withoutRoot = (path: string) => (path.startsWith(`${root}/`) ? path.slice(root.length) : undefined);

  async function route(request: Request, url: URL, path: string, seen: SeenRequest): Promise<Response> {
    if (path.startsWith("/.well-known/")) return noRoute(request);
    if (path.endsWith(".xml")) return notInTheSample("XML. Ask for .json.");
    const isOAuth = path === "/login" || path === "/logout" || path.startsWith("/oauth/");
    const caller = isOAuth ? createAnonymous() : identify(sample, tokens, request, url.searchParams);
    if (caller.user) seen.userId = caller.user.id;
    const ask = await prepare(request, url, caller);

    if (isOAuth) return oauth.fetch(request, { path, ask });
    // A file's own name may end in .json too.
    const isApi = path.endsWith(".json") && !path.startsWith("/attachments/download/");
    if (!isApi) return web.fetch(request, { path, ask });
    if (sample.switches.loginRequired && !caller.user) return loginNeeded(sample.switches);
    return api.fetch(request, { path: path.slice(0, -".json".length), ask });
  }

  async function prepare(request: Request, url: URL, caller: Caller) {
    const say = sayIn(caller.user?.language, request.headers.get("accept-language"));
    return { sample, caller, params: await readParams(request, url.searchParams), request, say };
  }

  return {
    fetch,
    baseUrl,
    ...createControls(sample, tokens, sessions),
    requests: log.requests,
    count: log.count,
    forgetRequests: log.forget,
  };
}
