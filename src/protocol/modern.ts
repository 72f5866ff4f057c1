import { createMcpHandler, isLegacyRequest, type McpRequestContext, Server } from "@modelcontextprotocol/server";
import type { Log } from "../log.ts";
import { openState } from "./confirm.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";
import { modernHandlers } from "./modern-handlers.ts";

/** MCP 2026-07-28: every request stands alone and says its version in headers and `_meta`. */
export interface ModernFront {
  handle(request: Request, message: unknown, caller: FrontCaller): Promise<Response>;
}

/** Adds handlers to each request's server. */
export type MoreHandlers = (server: Server, caller: FrontCaller) => void;

const listTtlMs = 60 * 60_000; // lists change with a new version or setting of this server only
const keepAliveMs = 20_000;

/** `more` may add handlers that the conformance suite wants to find. */
export function createModernFront(offer: Offer, makeContext: MakeContext, log: Log, more?: MoreHandlers): ModernFront {
  const setHandlers = modernHandlers(offer, makeContext);
  const hint = { ttlMs: listTtlMs, cacheScope: "private" } as const; // what is there depends on who asks
  const callers = new WeakMap<Request, FrontCaller>();

  function serve({ requestInfo }: McpRequestContext): Server {
    const caller = requestInfo && callers.get(requestInfo);
    if (!caller) throw new Error("A request without a caller");
    const server = new Server(
      { name: offer.name, title: offer.title, version: offer.version, icons: offer.icons },
      {
        capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
        instructions: offer.instructions,
        requestState: { verify: (state) => openState(caller.sealer, state) },
        cacheHints: {
          "server/discover": hint,
          "tools/list": hint,
          "resources/list": hint,
          "resources/templates/list": hint,
          "prompts/list": hint,
          "resources/read": { ttlMs: 0, cacheScope: "private" }, // live data
        },
      },
    );
    setHandlers(server, caller);
    more?.(server, caller);
    return server;
  }

  const handler = createMcpHandler(serve, {
    legacy: "reject",
    responseMode: "auto",
    keepAliveMs,
    maxSubscriptions: 1, // nothing here ever changes within a process
    onerror: () => log.debug({ event: "modern_mcp_error" }), // its words may hold other people's
  });

  return {
    handle: (request, message, caller) => {
      callers.set(request, caller);
      return handler.fetch(request, { parsedBody: message });
    },
  };
}

/** Whether the request speaks a version before 2026-07-28, which fastmcp answers. */
export function isLegacy(request: Request, message: unknown): Promise<boolean> {
  return isLegacyRequest(request, message);
}
