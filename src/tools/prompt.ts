import type { z } from "zod";
import { type Completer, completed, type Parameters } from "./resource.ts";
import { type CallContext, defineTool, type ToolContext, type ToolResult } from "./tool.ts";

export interface PromptArgument {
  name: string;
  description: string;
  required: boolean;
}

/** A message that a person sends to the model with live data in it. Knows nothing of a protocol. */
export interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgument[];
  scopes: readonly string[];
  extraScopes: readonly string[];
  /** Explains and never throws. */
  get(args: Parameters, context: CallContext): Promise<ToolResult & { description: string }>;
  /** At most 100; none where Redmine does not answer. */
  complete(argument: string, value: string, context: CallContext, given?: Parameters): Promise<string[]>;
}

interface Definition<Input extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  scopes: readonly string[];
  extraScopes?: readonly string[];
  /** Every field takes a text and has a description: prompts have no other arguments. */
  parameters: Input;
  completers?: Readonly<Record<string, Completer>>;
  execute(args: z.output<Input>, context: ToolContext): Promise<string>;
}

export function definePrompt<Input extends z.ZodObject>(definition: Definition<Input>): Prompt {
  const { completers = {}, ...said } = definition;
  const { name, title, description, scopes, extraScopes = [], parameters } = said;
  const tool = defineTool({ ...said, access: "read", toolset: "core" });

  return {
    name,
    title,
    description,
    scopes,
    extraScopes,
    arguments: Object.entries(parameters.shape).map(([argument, schema]) => ({
      name: argument,
      description: schema.description ?? "",
      required: !schema.safeParse(undefined).success,
    })),
    get: async (args, context) => ({ ...(await tool.call(filledIn(args), context)), description }),
    complete: (argument, value, context, given = {}) => completed(completers[argument], value, context, given),
  };
}

/** Clients send fields that were left empty in their form. */
function filledIn(args: Parameters): Parameters {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value.trim() !== ""));
}
