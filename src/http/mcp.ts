import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Auth, Caller } from "../auth/auth.ts";
import { resourceMetadataUrl } from "../auth/metadata.ts";
import { allows, type Scope } from "../auth/scopes.ts";
import { continueTrace } from "../current-request.ts";
import type { CallReport } from "../protocol/front.ts";
import { type CallProblem, callBodies } from "./call-body.ts";
import { markSignedIn } from "./connection-guard.ts";
import { allowedOrigin, guardHost, guardOrigin, refusal } from "./origins.ts";
import { incomingOf } from "./read-body.ts";
import { type Ending, orCutOff } from "./shutdown.ts";
import { keptAlive } from "./sse-keepalive.ts";

/** Answers one JSON-RPC request of a caller that may make it. */
export type Dispatch = (request: Request, message: unknown, caller: Caller, report: Report) => Promise<Response>;
export type Report = (call: CallReport) => void;

export interface McpRouteOptions {
  auth: Auth;
  dispatch: Dispatch;
  /** What the tool named in a call needs; `read` for whatever is not a tool of ours that writes. */
  scopeOf: (message: JsonRpcMessage) => Scope;
  /** The call brings a file, so that it may be longer than others. */
  isUpload: (message: JsonRpcMessage) => boolean;
  report: (call: CallReport, caller: Caller) => void;
  ending: Ending;
}

export interface JsonRpcMessage {
  method?: unknown;
  id?: unknown;
  params?: unknown;
}

/** MCP Streamable HTTP without sessions. */
export function mcpRoute({ auth, dispatch, scopeOf, isUpload, report, ending }: McpRouteOptions): Hono {
  const { baseUrl } = auth.places;
  const challenge = `Bearer resource_metadata="${resourceMetadataUrl(baseUrl)}", scope="${auth.places.offered.join(" ")}"`;
  const route = new Hono();
  const readCall = callBodies();

  route.use(guardHost(baseUrl), guardOrigin(baseUrl));
  route.use(
    cors({
      origin: (origin) => (allowedOrigin(origin, baseUrl) ? origin : null),
      allowMethods: ["POST"],
      allowHeaders: [
        "Authorization",
        "Content-Type",
        "Accept",
        "MCP-Protocol-Version",
        "Mcp-Method",
        "Mcp-Name",
        "traceparent",
      ],
      exposeHeaders: ["WWW-Authenticate", "MCP-Protocol-Version"],
      maxAge: 600,
    }),
  );
  route.get("/", async (context, next) => {
    if (!isOpenedInBrowser(context.req.header("accept"))) return next();
    return context.redirect(`${baseUrl}/`, 303); // to the page that says what to do with this URL
  });
  route.on(["GET", "DELETE", "PUT", "PATCH"], "/", (context) =>
    context.json(refusal("This server keeps no sessions and no streams: use POST"), 405, { Allow: "POST" }),
  );

  const signedIn = createMiddleware<{ Variables: { caller: Caller } }>(async (context, next) => {
    const bearer = bearerOf(context.req.header("authorization"));
    if (bearer === undefined) {
      // RFC 6750 §3.1: no error code when no token was sent
      return context.json(refusal("Sign in first: the WWW-Authenticate header says where"), 401, {
        "WWW-Authenticate": challenge,
      });
    }
    const caller = await auth.authenticate(bearer);
    if (!caller) {
      return context.json(refusal("The token is not valid (any more): refresh it or sign in again"), 401, {
        "WWW-Authenticate": `${challenge}, error="invalid_token"`,
      });
    }
    context.set("caller", caller);
    const incoming = incomingOf(context);
    if (incoming) markSignedIn(incoming.socket);
    await next();
  });

  route.post(
    "/",
    signedIn, // before the body: of a stranger none is read
    async (context) => {
      const caller = context.get("caller");
      const body = await readCall(context, caller.user, allows(caller.scope, "write"));
      if (typeof body === "string") return refusedBody(context, body);
      const { message } = body;
      // a batch would slip a write past the scope check, and MCP dropped batches in 2025-06-18
      if (!isMessage(message)) return context.json(refusal("Send one JSON-RPC message, not an array", -32_600), 400);
      if (body.isLong && !isUpload(message)) return refusedBody(context, "too_large");
      if (message.id === undefined || typeof message.method !== "string") return context.body(null, 202);

      continueTrace(traceparentOf(message));
      if (!allows(caller.scope, scopeOf(message))) {
        report({ kind: "tool", name: toolNameOf(message), records: [], outcome: "insufficient_scope", ms: 0 }, caller);
        return context.json(refusal("This connection may only read. Sign in again with write access to do this"), 403, {
          "WWW-Authenticate": `${challenge}, error="insufficient_scope", error_description="Writing needs the scope write"`,
        });
      }
      const answer = dispatch(context.req.raw, message, caller, (call) => report(call, caller));
      return keptAlive(await orCutOff(answer, message.id, ending.cutOff), message.id, ending.cutOff);
    },
  );

  return route;
}

/** A person who opens the URL wants a page; a client of either transport asks for a stream or for JSON. */
function isOpenedInBrowser(accept = ""): boolean {
  return /\btext\/html\b/i.test(accept) && !/\b(text\/event-stream|application\/json)\b/i.test(accept);
}

/** Empty where the message is no request. */
export function methodOf(message: unknown): string {
  return isMessage(message) && typeof message.method === "string" ? message.method : "";
}

/** Empty where no tool is called, or none by a name. */
export function toolNameOf({ method, params }: JsonRpcMessage): string {
  if (method !== "tools/call" || typeof params !== "object" || params === null || !("name" in params)) return "";
  return typeof params.name === "string" ? params.name : "";
}

/** Bare names in `_meta` are reserved for Trace Context by MCP 2026-07-28; clients of older versions send them too. */
function traceparentOf({ params }: JsonRpcMessage): unknown {
  const meta = typeof params === "object" && params !== null && "_meta" in params ? params._meta : undefined;
  return typeof meta === "object" && meta !== null && "traceparent" in meta ? meta.traceparent : undefined;
}

/** RFC 6750 §2.1. A token in the URL is not looked at: URLs end up in logs. */
function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,500})$/i.exec(header ?? "")?.[1];
}

const bodyRefusals = {
  too_large: [413, "The request is too large"],
  overgrown: [413, "The request has too many values"],
  too_slow: [408, "The request took too long"],
  busy: [503, "Too many or too large calls at a time: try again in a moment"],
  left: [400, "The request is not complete"],
  not_json: [400, "The body is not JSON"],
} as const;

function refusedBody(context: Context, problem: CallProblem): Response {
  const [status, words] = bodyRefusals[problem];
  const isWhole = problem === "not_json" || problem === "overgrown";
  const headers = { ...(!isWhole && { Connection: "close" }), ...(status === 503 && { "Retry-After": "2" }) };
  return context.json(refusal(words, problem === "not_json" ? -32_700 : undefined), status, headers);
}

function isMessage(value: unknown): value is JsonRpcMessage {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
