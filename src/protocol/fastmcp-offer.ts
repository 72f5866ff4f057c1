import type { FastMCPSession, Tool as FastmcpTool } from "fastmcp";
import type { z } from "zod";
import type { Prompt } from "../tools/prompt.ts";
import type { Arguments, Resource } from "../tools/resource.ts";
import type { CallContext, Tool } from "../tools/tool.ts";
import { type AskPerson, type Confirming, declined } from "./confirm.ts";
import type { FrontCaller, MakeContext, Offer } from "./front.ts";
import { contentOf, readContent, runPrompt, runResource, runTool } from "./run.ts";

/** What fastmcp hands to `execute`, `load` and `complete` as their session. */
export type Caller = FrontCaller & {
  /** Of a session that lasts and whose client can ask its user. */
  askPerson?: () => AskPerson | undefined;
} & Record<string, unknown>;

type SessionOptions = ConstructorParameters<typeof FastMCPSession<Caller>>[0];

/** Tools, resources and prompts as a fastmcp session takes them. */
export type FastmcpOffer = Pick<SessionOptions, "tools" | "resources" | "resourcesTemplates" | "prompts">;

/** Binds what we declare to the session: each call runs as its caller and is reported. */
export function fastmcpOffer(
  { tools, resources: listed, pages, prompts }: Offer,
  makeContext: MakeContext,
): FastmcpOffer {
  const resources = [...listed, ...pages];
  const withArguments = resources.filter(({ arguments: args }) => args.length > 0);
  const fixed = resources.filter((resource) => !withArguments.includes(resource));
  const read = async (resource: Resource, args: Arguments, caller: Caller | undefined) => {
    const { context, report } = callOf(caller, makeContext);
    return readContent(resource, await runResource(resource, args, context, report));
  };
  const completing = ({ complete }: Pick<Resource | Prompt, "complete">) => ({
    complete: async (name: string, value: string, caller?: Caller) => ({
      values: await complete(name, value, callOf(caller, makeContext).context), // fastmcp passes on no other argument than the one being typed
    }),
  });

  return {
    tools: tools.map((tool) => fastmcpTool(tool, makeContext)),
    resources: fixed.map((resource) => ({
      ...resource,
      ...completing(resource),
      load: (caller) => read(resource, {}, caller),
    })),
    resourcesTemplates: withArguments.map((resource) => ({
      ...resource,
      ...completing(resource),
      uriTemplate: resource.uri,
      arguments: [...resource.arguments],
      load: (args, caller) => read(resource, args, caller),
    })),
    prompts: prompts.map((prompt) => ({
      ...prompt,
      ...completing(prompt),
      arguments: [...prompt.arguments],
      load: async (args: Readonly<Record<string, string | undefined>> | undefined, caller?: Caller) => {
        const { context, report } = callOf(caller, makeContext);
        return runPrompt(prompt, withoutGaps(args ?? {}), context, report);
      },
    })),
  };
}

function fastmcpTool(tool: Tool, makeContext: MakeContext): FastmcpTool<Caller> {
  const { name, description, annotations } = tool;
  return {
    name,
    description,
    annotations,
    parameters: checkedByTheTool(tool.parameters),
    execute: async (args, { session, signal }) => {
      const { context, report, sealer } = callOf(session, makeContext, signal);
      const askPerson = session?.askPerson?.();
      const run = (confirming: Confirming) => runTool(tool, args, context, report, confirming);
      if (!askPerson) return contentOf(await run({ by: "code", sealer, now: Date.now() }));
      const result = await run({ by: "person" });
      const { confirmation } = result;
      if (!confirmation) return contentOf(result);
      if (!(await askPerson(confirmation, signal))) return contentOf(declined);
      return contentOf(await run({ by: "person", agreedTo: confirmation.value }));
    },
  };
}

function callOf(
  caller: Caller | undefined,
  makeContext: MakeContext,
  signal?: AbortSignal,
): { context: CallContext } & Pick<FrontCaller, "report" | "sealer"> {
  if (!caller) throw new Error("A call without a caller"); // each session is made for one
  const { report, sealer } = caller;
  return { context: makeContext(caller, signal ?? caller.signal), report, sealer };
}

function withoutGaps(args: Readonly<Record<string, string | undefined>>): Arguments {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * The tool's zod schema, whose check by fastmcp lets everything through. fastmcp answers wrong arguments with a JSON-RPC error;
 * MCP wants a result with isError, which a model can read and correct (2025-11-25, Tools, Error Handling). `call` checks them.
 */
function checkedByTheTool<Schema extends z.ZodObject>(schema: Schema): Schema {
  const validate = (value: unknown) => ({ value });
  return Object.create(schema, { "~standard": { value: { ...schema["~standard"], validate } } });
}
