import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { FastMCPSession } from "fastmcp";
import type { Log } from "../log.ts";
import type { ToolSchema } from "../tools/lean-schema.ts";
import { type Caller, type FastmcpOffer, fastmcpOffer } from "./fastmcp-offer.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";

export interface FastmcpFront {
  /** Answers one JSON-RPC request, already parsed, in a session of its own that ends with the response. */
  handle(request: Request, message: unknown, caller: FrontCaller): Promise<Response>;
  /** A session for a transport that lives as long as its one user (stdio). */
  open(transport: Transport, caller: FrontCaller): Promise<{ close(): Promise<void> }>;
}

type Schemas = ReadonlyMap<string, ToolSchema>;

/** `more`: what the conformance suite wants to find beside ours. */
export function createFastmcpFront(
  offer: Offer,
  makeContext: MakeContext,
  log: Log,
  more?: FastmcpOffer,
): FastmcpFront {
  const ours = fastmcpOffer(offer, makeContext);
  const offered: FastmcpOffer = {
    tools: [...ours.tools, ...(more?.tools ?? [])],
    resources: [...ours.resources, ...(more?.resources ?? [])],
    resourcesTemplates: [...ours.resourcesTemplates, ...(more?.resourcesTemplates ?? [])],
    prompts: [...ours.prompts, ...(more?.prompts ?? [])],
  };
  const schemas: Schemas = new Map(offer.tools.map(({ name, inputSchema }) => [name, inputSchema]));
  const logger = fastmcpLogger(log);

  const newSession = (caller: FrontCaller, stateless: boolean) =>
    new FastMCPSession<Caller>({
      name: offer.name,
      title: offer.title,
      version: offer.version,
      instructions: offer.instructions,
      auth: { ...caller },
      logger,
      ping: { enabled: false },
      roots: { enabled: false },
      stateless,
      ...offered,
    });

  return {
    handle: async (request, message, caller) => {
      const session = newSession(caller, true);
      const transport = honest(
        new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !wantsProgress(message) }),
        schemas,
      );
      if (caller.signal.aborted) return gone();

      const left = Promise.withResolvers<Response>();
      const onLeft = () => left.resolve(gone());
      caller.signal.addEventListener("abort", onLeft, { once: true });
      const end = () => {
        // Node keeps the signal of a request, with its listeners, until the request is collected; they must not lead back to it
        caller.signal.removeEventListener("abort", onLeft);
        void session.close();
      };
      await session.connect(transport);
      const response = await Promise.race([transport.handleRequest(request, { parsedBody: message }), left.promise]);
      return endingWith(response, end);
    },
    open: async (transport, caller) => {
      const session = newSession(caller, false);
      await session.connect(honest(transport, schemas));
      return session;
    },
  };
}

/** What is sent is ours to say, where fastmcp says more than is true or needed. */
function honest<T extends Transport>(transport: T, schemas: Schemas): T {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => send(withOurSchemas(withoutPromises(message), schemas), options);
  return transport;
}

/** fastmcp closes every object in a schema, also those whose members have names of their own: custom fields. */
function withOurSchemas(message: JSONRPCMessage, schemas: Schemas): JSONRPCMessage {
  if (!("result" in message) || !Array.isArray(message.result.tools)) return message;
  const tools = message.result.tools.map((tool) => ({
    ...tool,
    inputSchema: schemas.get(tool.name) ?? tool.inputSchema,
  }));
  return { ...message, result: { ...message.result, tools } };
}

/** Of the capabilities only what a server without sessions can keep: nobody is told of changes later. */
function withoutPromises(message: JSONRPCMessage): JSONRPCMessage {
  if (!("result" in message) || !isRecord(message.result.capabilities)) return message;
  const { logging: _, ...kept } = message.result.capabilities;
  const capabilities = Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, isRecord(value) ? {} : value]),
  );
  return { ...message, result: { ...message.result, capabilities } };
}

function wantsProgress(message: unknown): boolean {
  const params = isRecord(message) ? message.params : undefined;
  const meta = isRecord(params) ? params._meta : undefined;
  return isRecord(meta) && meta.progressToken !== undefined;
}

/** 499 is what nginx logs for a client that left; nobody is there to read it. */
function gone(): Response {
  return new Response(null, { status: 499 });
}

/** Runs `end` once the body is read to its end or given up. */
function endingWith(response: Response, end: () => void): Response {
  if (!response.body || response.headers.get("content-type") !== "text/event-stream") {
    end();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await reader.read().catch((error: unknown) => {
        end();
        throw error;
      });
      if (!next.done) return controller.enqueue(next.value);
      end();
      controller.close();
    },
    cancel: async (reason) => {
      end();
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}

/** fastmcp's words may hold other people's: only that something happened is kept. */
function fastmcpLogger(log: Log) {
  const quiet = () => undefined;
  return {
    debug: quiet,
    info: quiet,
    log: quiet,
    warn: quiet,
    error: () => log.debug({ event: "fastmcp_error" }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
