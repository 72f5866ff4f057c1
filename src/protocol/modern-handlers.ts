import { CLIENT_CAPABILITIES_META_KEY, ProtocolError, type Server } from "@modelcontextprotocol/server";
import { z } from "zod";
import { ask, confirmingOf, type Exchange } from "./confirm.ts";
import { findResource } from "./find-resource.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";
import { listsOf } from "./lists.ts";
import { contentOf, Explained, readContent, runPrompt, runResource, runTool } from "./run.ts";

const invalidParams = -32_602;
const internalError = -32_603;
/** A client that can put a form to its user says so in every request. */
const askable = z.object({ [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: z.object({}) }) });

/** A client that shows views (MCP Apps) says so in every request. */
const showsViews = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({
    extensions: z.object({ "io.modelcontextprotocol/ui": z.object({ mimeTypes: z.array(z.string()).optional() }) }),
  }),
});

/** Lists and handlers of MCP 2026-07-28, made once for all requests. */
export function modernHandlers(offer: Offer, makeContext: MakeContext) {
  const byName = new Map(offer.toolsWithViews.map((tool) => [tool.name, tool]));
  const promptByName = new Map(offer.prompts.map((prompt) => [prompt.name, prompt]));
  const { tools, resources, resourceTemplates, prompts } = listsOf(offer);
  const { tools: toolsWithViews } = listsOf({ ...offer, tools: offer.toolsWithViews });
  const readable = [...offer.resources, ...offer.pages];

  return (server: Server, caller: FrontCaller): void => {
    const contextFor = (signal: AbortSignal) => makeContext(caller, AbortSignal.any([caller.signal, signal]));

    server.setRequestHandler("tools/list", (_, { mcpReq }) => ({
      tools: showsViews.safeParse(mcpReq.envelope).success ? toolsWithViews : tools,
    }));
    server.setRequestHandler("resources/list", () => ({ resources }));
    server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates }));
    server.setRequestHandler("prompts/list", () => ({ prompts }));

    server.setRequestHandler("tools/call", ({ params }, { mcpReq }) =>
      asProtocolErrors(async () => {
        const tool = byName.get(params.name);
        const isHidden = tool?.toolset === "views" && !offer.tools.includes(tool);
        if (!tool || (isHidden && !showsViews.safeParse(mcpReq.envelope).success))
          throw new ProtocolError(invalidParams, "There is no such tool");
        const exchange: Exchange = {
          sealer: caller.sealer,
          canAsk: askable.safeParse(mcpReq.envelope).success,
          answers: mcpReq.inputResponses,
          state: mcpReq.requestState(),
          now: Date.now(),
        };
        const args = params.arguments ?? {};
        const confirming = confirmingOf(tool, args, exchange);
        if ("declined" in confirming) return contentOf(confirming.declined);
        const context = { ...contextFor(mcpReq.signal), canAsk: exchange.canAsk };
        const result = await runTool(tool, args, context, caller.report, confirming);
        const { confirmation } = result;
        return confirmation && exchange.canAsk ? ask(tool, args, confirmation, exchange) : contentOf(result);
      }),
    );

    server.setRequestHandler("resources/read", ({ params: { uri } }, { mcpReq }) =>
      asProtocolErrors(async () => {
        const match = findResource(readable, uri);
        if (!match) throw new ProtocolError(invalidParams, "There is no such resource", { uri });
        const context = contextFor(mcpReq.signal);
        const text = await runResource(match.resource, match.args, context, caller.report);
        return { contents: [{ uri, mimeType: match.resource.mimeType, ...readContent(match.resource, text) }] };
      }),
    );

    server.setRequestHandler("prompts/get", ({ params }, { mcpReq }) =>
      asProtocolErrors(async () => {
        const prompt = promptByName.get(params.name);
        if (!prompt) throw new ProtocolError(invalidParams, "There is no such prompt");
        const context = contextFor(mcpReq.signal);
        const text = await runPrompt(prompt, params.arguments ?? {}, context, caller.report);
        const content = { type: "text" as const, text };
        return { description: prompt.description, messages: [{ role: "user" as const, content }] };
      }),
    );

    server.setRequestHandler("completion/complete", ({ params: { ref, argument, context: completion } }, { mcpReq }) =>
      asProtocolErrors(async () => {
        const what =
          ref.type === "ref/prompt" ? promptByName.get(ref.name) : offer.resources.find(({ uri }) => uri === ref.uri);
        if (!what) throw new ProtocolError(invalidParams, "There is nothing of that name to complete");
        const context = contextFor(mcpReq.signal);
        const values = await what.complete(argument.name, argument.value, context, completion?.arguments ?? {});
        return { completion: { values } };
      }),
    );
  };
}

/** The SDK sends an error's message as it is: only words of ours may be in it. */
async function asProtocolErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (error instanceof Explained) throw new ProtocolError(internalError, error.message);
    throw new ProtocolError(internalError, "Something went wrong in the connector itself");
  }
}
