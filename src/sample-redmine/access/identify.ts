import { bearerChallenge } from "../oauth/oauth-error.ts";
import { invalidReason, readBasic } from "../oauth/token-endpoint.ts";
import type { Tokens } from "../oauth/tokens.ts";
import { readBearer } from "../oauth/web.ts";
import type { User } from "../records.ts";
import type { Sample } from "../sample.ts";
import { empty, jsonError, Refused } from "../web/reply.ts";
import { type Caller, createAnonymous, isAdmin } from "./permissions.ts";

/**
 * Who sends a request to the REST API. An API key beats a Bearer, a Bearer beats a password. What is unknown is
 * Anonymous, without an error; only an expired or revoked Bearer is refused.
 */
export function identify(sample: Sample, tokens: Tokens, request: Request, query: URLSearchParams): Caller {
  if (!sample.switches.restEnabled) return createAnonymous();
  return switchUser(sample, request, signedBy(sample, tokens, request, query));
}

function signedBy(sample: Sample, tokens: Tokens, request: Request, query: URLSearchParams): Caller {
  const { state, switches } = sample;
  const active = (match: (user: User) => boolean): Caller => ({
    user: state.users.find((user) => !user.locked && match(user)),
    scopes: undefined,
  });

  const key = request.headers.get("x-redmine-api-key") || query.get("key");
  if (key) return active((user) => user.api_key === key);

  const bearer = switches.version === "6.1" ? bearerOf(request, query) : undefined;
  const pair = bearer === undefined ? undefined : tokens.use(bearer);
  if (pair) {
    if (pair.revoked || pair.expiresAt <= sample.now()) throw new Refused(refusedBearer(invalidReason(pair)));
    const user = state.users.get(pair.userId);
    if (!user || user.locked) throw new Refused(jsonError(500, "Internal Server Error"));
    return { user, scopes: new Set(pair.scopes) };
  }

  const basic = readBasic(request.headers.get("authorization"));
  if (!basic) return createAnonymous();
  const [name, password] = basic;
  const byPassword = active((user) => user.login === name && user.password === password);
  return byPassword.user ? byPassword : active((user) => user.api_key === name);
}

/** In two places at once a token counts in neither. */
function bearerOf(request: Request, query: URLSearchParams): string | undefined {
  const header = readBearer(request);
  const parameter = query.get("access_token") ?? query.get("bearer_token") ?? undefined;
  return header !== undefined && parameter !== undefined ? undefined : (header ?? parameter);
}

function refusedBearer(reason: string): Response {
  return new Response("", {
    status: 401,
    headers: {
      "content-type": "text/html",
      "cache-control": "no-store",
      "www-authenticate": bearerChallenge("invalid_token", reason),
    },
  });
}

/** An administrator may act as somebody else, then without any limit by scopes. */
function switchUser({ state }: Sample, request: Request, caller: Caller): Caller {
  const login = request.headers.get("x-redmine-switch-user");
  if (!login || !isAdmin(caller)) return caller;
  const user = state.users.find((row) => row.login === login && !row.locked);
  if (!user) throw new Refused(empty(412));
  return { user, scopes: undefined };
}
