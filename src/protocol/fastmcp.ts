import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  ElicitResultSchema,
  type JSONRPCMessage,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { FastMCPSession } from "fastmcp";
import type { Log } from "../log.ts";
import { type AskPerson, formOf, isAgreement, lifetimeMs } from "./confirm.ts";
import { type Caller, type FastmcpOffer, fastmcpOffer } from "./fastmcp-offer.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";
import { type Lists, listsOf } from "./lists.ts";

export interface FastmcpFront {
  /** Answers one JSON-RPC request, already parsed, in a session of its own that ends with the response. */
  handle(request: Request, message: unknown, caller: FrontCaller): Promise<Response>;
  /** A session for a transport that lives as long as its one user (stdio). */
  open(transport: Transport, caller: FrontCaller): Promise<{ close(): Promise<void> }>;
}

/** What the conformance suite wants to find beside ours. */
export interface MoreFastmcp extends FastmcpOffer {
  lists: Lists;
}

/** Undefined: its client did not say that it can put a form to its user. */
function askingThrough({ server }: FastMCPSession<Caller>): AskPerson | undefined {
  // fastmcp's own copy of the capabilities may come later; the SDK reads an empty `elicitation` as forms
  if (!server.getClientCapabilities()?.elicitation?.form) return undefined;
  return async (confirmation, signal) => {
    // not elicitInput: it checks the answer with ajv, which is not in the package; isAgreement checks it here
    const question = { method: "elicitation/create" as const, params: formOf(confirmation) };
    const options = { timeout: lifetimeMs, ...(signal && { signal }) };
    return isAgreement(await server.request(question, ElicitResultSchema, options));
  };
}

/** Answers MCP 2025-11-25 and older through fastmcp. */
export function createFastmcpFront(offer: Offer, makeContext: MakeContext, log: Log, more?: MoreFastmcp): FastmcpFront {
  const ours = { ...fastmcpOffer(offer, makeContext), lists: listsOf(offer) };
  const { lists, ...offered } = more ? joined(ours, more) : ours;
  const logger = fastmcpLogger(log);

  function newSession(caller: FrontCaller, stateless: boolean): FastMCPSession<Caller> {
    const session: FastMCPSession<Caller> = new FastMCPSession<Caller>({
      name: offer.name,
      title: offer.title,
      version: offer.version,
      icons: offer.icons,
      instructions: offer.instructions,
      auth: { ...caller, ...(!stateless && { askPerson: (): AskPerson | undefined => askingThrough(session) }) },
      logger,
      ping: { enabled: false },
      roots: { enabled: false },
      stateless,
      ...offered,
    });
    setLists(session.server, lists);
    return session;
  }

  return {
    handle: async (request, message, caller) => {
      const session = newSession(caller, true);
      const transport = withoutPromises(
        new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !wantsProgress(message) }),
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
      await session.connect(withoutPromises(transport));
      return session;
    },
  };
}

/** fastmcp's own lists have no titles, and close every object of a schema with additionalProperties, custom_fields too. */
function setLists(server: FastMCPSession<Caller>["server"], lists: Lists): void {
  const { tools, resources, resourceTemplates, prompts } = lists;
  if (tools.length > 0) server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  if (prompts.length > 0) server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts }));
  if (resources.length + resourceTemplates.length === 0) return; // without the capability, a handler is an error
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates }));
}

function joined(ours: MoreFastmcp, more: MoreFastmcp): MoreFastmcp {
  return {
    tools: [...ours.tools, ...more.tools],
    resources: [...ours.resources, ...more.resources],
    resourcesTemplates: [...ours.resourcesTemplates, ...more.resourcesTemplates],
    prompts: [...ours.prompts, ...more.prompts],
    lists: {
      tools: [...ours.lists.tools, ...more.lists.tools],
      resources: [...ours.lists.resources, ...more.lists.resources],
      resourceTemplates: [...ours.lists.resourceTemplates, ...more.lists.resourceTemplates],
      prompts: [...ours.lists.prompts, ...more.lists.prompts],
    },
  };
}

/** fastmcp declares capabilities that a server without sessions cannot keep: it can tell nobody of changes or send log lines later. */
function withoutPromises<T extends Transport>(transport: T): T {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => send(withKeptCapabilities(message), options);
  return transport;
}

function withKeptCapabilities(message: JSONRPCMessage): JSONRPCMessage {
  if (!("result" in message) || !isRecord(message.result.capabilities)) return message;
  const { logging: _, ...declared } = message.result.capabilities;
  const capabilities = Object.fromEntries(
    Object.entries(declared).map(([name, value]) => [name, isRecord(value) ? {} : value]),
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
