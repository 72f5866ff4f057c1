import {
  CLIENT_CAPABILITIES_META_KEY,
  createMcpHandler,
  isLegacyRequest,
  type McpRequestContext,
  ProtocolError,
  Server,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Log } from "../log.ts";
import type { Tool } from "../tools/tool.ts";
import { afterAnswer, ask, type Exchange } from "./confirm.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";
import { annotationsOf, contentOf, runTool } from "./run-tool.ts";

/** MCP 2026-07-28: every request stands alone and says its version in headers and `_meta`. */
export interface ModernFront {
  handle(request: Request, message: unknown, caller: FrontCaller): Promise<Response>;
}

const listTtlMs = 60 * 60_000; // lists change with a new version or setting of this server only
const keepAliveMs = 20_000;
const invalidParams = -32_602;
/** A client that can put a form to its user says so in every request. */
const askable = z.object({ [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: z.object({}) }) });

export function createModernFront(offer: Offer, makeContext: MakeContext, log: Log): ModernFront {
  const byName = new Map(offer.tools.map((tool) => [tool.name, tool]));
  const tools = offer.tools.map(listed);
  const hint = { ttlMs: listTtlMs, cacheScope: "private" } as const; // what is listed depends on who asks
  const callers = new WeakMap<Request, FrontCaller>();

  function serve({ requestInfo }: McpRequestContext): Server {
    const caller = requestInfo && callers.get(requestInfo);
    if (!caller) throw new Error("A request without a caller");
    const server = new Server(
      { name: offer.name, title: offer.title, version: offer.version },
      {
        capabilities: { tools: {} },
        instructions: offer.instructions,
        cacheHints: { "server/discover": hint, "tools/list": hint },
      },
    );

    server.setRequestHandler("tools/list", () => ({ tools }));
    server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
      const tool = byName.get(params.name);
      if (!tool) throw new ProtocolError(invalidParams, "There is no such tool");
      const exchange: Exchange = {
        sealer: caller.sealer,
        canAsk: askable.safeParse(mcpReq.envelope).success,
        answers: mcpReq.inputResponses,
        state: mcpReq.requestState<string>(),
        now: Date.now(),
      };
      const args = params.arguments ?? {};
      const after = afterAnswer(tool, args, exchange);
      if ("declined" in after) return contentOf(after.declined);

      const signal = AbortSignal.any([caller.signal, mcpReq.signal]);
      const result = await runTool(tool, after.run, makeContext(caller.credentials, signal), caller.report);
      const { confirmation } = result;
      return confirmation && exchange.canAsk ? ask(tool, args, confirmation, exchange) : contentOf(result);
    });
    return server;
  }

  const handler = createMcpHandler(serve, {
    legacy: "reject",
    responseMode: "auto",
    keepAliveMs,
    maxSubscriptions: 1,
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

function listed(tool: Tool) {
  const { name, title, description } = tool;
  const inputSchema = tool.inputSchema as { type: "object" }; // plain JSON, which the SDK's type spells out
  return { name, title, description, inputSchema, annotations: annotationsOf(tool) };
}
