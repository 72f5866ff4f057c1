import type { Prompt as FastmcpPrompt } from "fastmcp";
import type { z } from "zod";
import { type Arguments, type Completer, completed, type Resource } from "./resource.ts";
import { defineTool, type Tool, type ToolContext } from "./tool.ts";

type Declared = Required<Pick<FastmcpPrompt<undefined>, "name" | "description">>;

/** A message that a person sends to the model, with live data in it, in fastmcp's words. */
export interface Prompt
  extends Declared,
    Pick<Tool, "title" | "scopes" | "extraScopes">,
    Pick<Resource, "load" | "complete" | "reads"> {
  arguments: readonly { name: string; description: string; required: boolean }[];
}

interface Definition<Parameters extends z.ZodObject>
  extends Declared,
    Pick<Tool, "title" | "scopes">,
    Pick<Resource, "reads"> {
  extraScopes?: readonly string[];
  /** The arguments. Each takes a text and has a description: MCP has no other arguments of prompts. */
  parameters: Parameters;
  complete?: Readonly<Record<string, Completer>>;
  load(args: z.output<Parameters>, context: ToolContext): Promise<string>;
}

/** Declares a prompt. `load` reads Redmine as a `read` tool does, throws what tools throw, and gives the message's text. */
export function definePrompt<Parameters extends z.ZodObject>(definition: Definition<Parameters>): Prompt {
  const { name, title, description, scopes, extraScopes = [], parameters, complete = {}, load } = definition;
  const about = { name, title, description, scopes, extraScopes };
  const tool = defineTool({ ...about, access: "read", toolset: "core", parameters, execute: load });

  return {
    ...about,
    reads: definition.reads,
    arguments: Object.entries(parameters.shape).map(([argument, schema]) => ({
      name: argument,
      description: schema.description ?? "",
      required: !schema.safeParse(undefined).success,
    })),
    load: (args, context) => tool.call(filledIn(args), context),
    complete: (argument, value, context, args = {}) => completed(complete[argument], value, context, args),
  };
}

/** Clients send fields that were left empty in their form. */
function filledIn(args: Arguments): Arguments {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value?.trim()));
}
