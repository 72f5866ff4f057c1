import type { FastMCPSession, Tool as FastmcpTool } from "fastmcp";
import type { Prompt } from "../tools/prompt.ts";
import type { Parameters, Resource } from "../tools/resource.ts";
import type { CallContext, Tool } from "../tools/tool.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";
import { annotationsOf, contentOf, runPrompt, runResource, runTool } from "./run.ts";

/** What fastmcp hands to tools, resources and prompts as their session. */
export type Caller = FrontCaller & Record<string, unknown>;

type SessionOptions = ConstructorParameters<typeof FastMCPSession<Caller>>[0];

/** Tools, resources and prompts as a fastmcp session takes them. */
export type FastmcpOffer = Pick<SessionOptions, "tools" | "resources" | "resourcesTemplates" | "prompts">;

/** Declares what we offer to fastmcp. */
export function fastmcpOffer({ tools, resources, prompts }: Offer, makeContext: MakeContext): FastmcpOffer {
  const fixed = resources.filter(({ parameters }) => parameters.length === 0);
  const templates = resources.filter(({ parameters }) => parameters.length > 0);

  return {
    tools: tools.map((tool) => fastmcpTool(tool, makeContext)),
    resources: fixed.map(({ uri, ...resource }) => ({
      ...saidOf(resource),
      uri,
      mimeType: resource.mimeType,
      load: async (caller?: Caller) => ({ text: await read({ uri, ...resource }, {}, caller, makeContext) }),
    })),
    resourcesTemplates: templates.map((resource) => ({
      ...saidOf(resource),
      uriTemplate: resource.uri,
      mimeType: resource.mimeType,
      arguments: resource.parameters.map((name) => ({
        name,
        required: true,
        complete: completer(resource, name, makeContext),
      })),
      load: async (parameters: Parameters, caller?: Caller) => ({
        text: await read(resource, parameters, caller, makeContext),
      }),
    })),
    prompts: prompts.map((prompt) => ({
      ...saidOf(prompt),
      arguments: prompt.arguments.map((argument) => ({
        ...argument,
        complete: completer(prompt, argument.name, makeContext),
      })),
      load: async (args: Readonly<Record<string, string | undefined>> | undefined, caller?: Caller) => {
        const { context, report } = callOf(caller, makeContext);
        return runPrompt(prompt, given(args ?? {}), context, report);
      },
    })),
  };
}

function fastmcpTool(tool: Tool, makeContext: MakeContext): FastmcpTool<Caller> {
  return {
    name: tool.name,
    description: tool.description,
    annotations: annotationsOf(tool),
    parameters: passThrough(tool.inputSchema),
    execute: async (args, { session, signal }) => {
      const { context, report } = callOf(session, makeContext, signal);
      return contentOf(await runTool(tool, args, context, report));
    },
  };
}

function read(resource: Resource, parameters: Parameters, caller: Caller | undefined, makeContext: MakeContext) {
  const { context, report } = callOf(caller, makeContext);
  return runResource(resource, parameters, context, report);
}

/** fastmcp passes on no other argument than the one being typed. */
function completer({ complete }: Pick<Resource | Prompt, "complete">, name: string, makeContext: MakeContext) {
  return async (value: string, caller?: Caller) => ({
    values: await complete(name, value, callOf(caller, makeContext).context),
  });
}

function callOf(
  caller: Caller | undefined,
  makeContext: MakeContext,
  signal?: AbortSignal,
): { context: CallContext; report: FrontCaller["report"] } {
  if (!caller) throw new Error("A call without a caller"); // each session is made for one
  return { context: makeContext(caller.credentials, signal ?? caller.signal), report: caller.report };
}

function given(args: Readonly<Record<string, string | undefined>>): Parameters {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function saidOf({ name, description }: { name: string; description: string }) {
  return { name, description };
}

/** The tool checks its own arguments, so that bad ones come back as a result that a model can read and mend. */
function passThrough(schema: object) {
  return {
    "~standard": {
      version: 1 as const,
      vendor: "redmine-fastmcp",
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => schema, output: () => schema },
    },
  };
}
