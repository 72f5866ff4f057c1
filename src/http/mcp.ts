import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Auth, Caller } from "../auth/auth.ts";
import { resourceMetadataUrl } from "../auth/metadata.ts";
import { allows, type Scope } from "../auth/scopes.ts";
import { continueTrace, currentRequest } from "../current-request.ts";
import type { CallReport } from "../protocol/front.ts";
import { isOpenedInBrowser } from "./browser.ts";
import { type CallProblem, callBodies } from "./call-body.ts";
import { callTurns } from "./call-turns.ts";
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

/** A JSON object; `kindOf` says which message of JSON-RPC it is, if any. */
export interface JsonRpcMessage {
  method?: unknown;
  id?: unknown;
  params?: unknown;
}

/** MCP Streamable HTTP without sessions. */
export function mcpRoute({ auth, dispatch, scopeOf, isUpload, report, ending }: McpRouteOptions): Hono {
  const { baseUrl } = auth.issuer;
  const challenge = `Bearer resource_metadata="${resourceMetadataUrl(baseUrl)}", scope="${auth.issuer.offered.join(" ")}"`;
  const route = new Hono();
  const readCall = callBodies();
  const turnOf = callTurns();

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
    if (!isOpenedInBrowser(context)) return next();
    return context.redirect(`${baseUrl}/`, 303); // to the page that says what to do with this URL
  });
  route.on(["GET", "DELETE", "PUT", "PATCH"], "/", (context) =>
    context.json(refusal("This server keeps no sessions and no streams: use POST"), 405, { Allow: "POST" }),
  );

  const invalidToken = (context: Context) =>
    context.json(refusal("The token is not valid any more: refresh it or sign in again"), 401, {
      "WWW-Authenticate": `${challenge}, error="invalid_token"`,
    });

  const signedIn = createMiddleware<{ Variables: { caller: Caller } }>(async (context, next) => {
    const bearer = bearerOf(context.req.header("authorization"));
    if (bearer === undefined) {
      // RFC 6750 §3.1: no error code when no token was sent
      return context.json(refusal("Sign in first: the WWW-Authenticate header says where"), 401, {
        "WWW-Authenticate": challenge,
      });
    }
    const caller = await auth.authenticate(bearer);
    if (!caller) return invalidToken(context);
    context.set("caller", caller);
    const incoming = incomingOf(context);
    if (incoming) markSignedIn(incoming.socket, caller.user);
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
      if (!isObject(message)) return context.json(refusal("Send one JSON-RPC message, not an array", -32_600), 400);
      const kind = kindOf(message);
      if (kind === undefined) return context.json(refusal("The body is not a JSON-RPC 2.0 message", -32_600), 400);
      if (body.isLong && !isUpload(message)) return refusedBody(context, "too_large");
      if (kind === "notification") return context.body(null, 202);

      continueTrace(traceparentOf(message));
      if (!allows(caller.scope, scopeOf(message))) {
        report({ kind: "tool", name: toolNameOf(message), records: [], outcome: "insufficient_scope", ms: 0 }, caller);
        return context.json(refusal("This connection may only read. Sign in again with write access to do this"), 403, {
          "WWW-Authenticate": `${challenge}, error="insufficient_scope", error_description="Writing needs the scope write"`,
        });
      }
      await turnOf(context, caller.user);
      let isRefused = false; // by Redmine, and nothing was done
      const answer = dispatch(context.req.raw, message, caller, (call) => {
        isRefused ||= call.outcome === "signed_out" && currentRequest()?.wrote.size === 0;
        report(call, caller);
      });
      const response = await orCutOff(answer, message.id, ending.cutOff);
      isRefused ||= caller.isSignedOut() && methodOf(message) === "completion/complete"; // which is not reported
      // clients sign in again on this status alone; a stream has sent another one
      if (isRefused && !isStream(response)) return invalidToken(context);
      return keptAlive(response, message.id, ending.cutOff);
    },
  );

  return route;
}

/** Empty where the message is no request. */
export function methodOf(message: unknown): string {
  return isObject(message) && typeof message.method === "string" ? message.method : "";
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

/** JSON-RPC 2.0 §4 and §5, with MCP's ids, which are never null. Undefined: it is no message. What answers us is as good as a notification. */
function kindOf(message: JsonRpcMessage & Record<string, unknown>): "request" | "notification" | undefined {
  const { jsonrpc, method, id, params, result, error } = message;
  if (jsonrpc !== "2.0" || (params !== undefined && !isObject(params))) return undefined;
  const hasId = typeof id === "string" || (typeof id === "number" && Number.isFinite(id));
  if (typeof method === "string") return hasId ? "request" : id === undefined ? "notification" : undefined;
  const isResponse = (hasId || id === null) && (isObject(result) || isObject(error)) && method === undefined;
  return isResponse ? "notification" : undefined;
}

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
