import type { ResourceTemplate as FastmcpTemplate } from "fastmcp";
import { failureOf } from "../redmine/failure.ts";
import type { CallContext, Tool, ToolResult } from "./tool.ts";

export type Arguments = Readonly<Record<string, string>>;

/** What may stand for an argument, for what is typed so far; `args` are the arguments filled in already. */
export type Completer = (value: string, context: CallContext, args: Arguments) => Promise<readonly string[]>;

type Declared = Required<Pick<FastmcpTemplate<undefined>, "name" | "description" | "mimeType">>;

/** Something to read under an address, in fastmcp's words; `access`, scopes and what `load` gives are as with tools. */
export interface Resource extends Declared, Pick<Tool, "title" | "scopes" | "extraScopes"> {
  /** Fixed, or a template with names in braces: redmine://issues/{id} */
  uri: string;
  /** Of the template; none where the address is fixed. */
  arguments: readonly { name: string; required: true }[];
  /** Names of the tools that read the same: it is offered only with all of them. */
  reads: readonly string[];
  /** It goes out as bytes: a file that the client hands to its person, not a text for a model. */
  isFile: boolean;
  /** Takes decoded arguments. Explains and never throws. */
  load(args: Arguments, context: CallContext): Promise<ToolResult>;
  /** At most 100 values; none where Redmine does not answer. */
  complete(name: string, value: string, context: CallContext, args?: Arguments): Promise<string[]>;
}

interface Definition extends Pick<Resource, "uri" | "name">, Partial<Pick<Resource, "title" | "description">> {
  /** What is read; title and description are the tool's unless others are given. */
  tool: Tool;
  /** The type of a file; without it, a text for a model. */
  fileType?: string;
  /** The tool's arguments, from those of the address. */
  argumentsOf?(args: Arguments): unknown;
  complete?: Readonly<Record<string, Completer>>;
}

/** Declares a resource that reads what a tool reads, under the same permissions, limits and explanations. */
export function defineResource(definition: Definition): Resource {
  const { uri, name, tool, argumentsOf, complete = {} } = definition;
  return {
    uri,
    name,
    title: definition.title ?? tool.title,
    description: definition.description ?? tool.description,
    mimeType: definition.fileType ?? "text/markdown",
    isFile: definition.fileType !== undefined,
    scopes: tool.scopes,
    extraScopes: tool.extraScopes,
    reads: [tool.name, ...tool.reads],
    arguments: [...uri.matchAll(/\{(\w+)\}/g)].map(([, argument = ""]) => ({ name: argument, required: true })),
    load: (args, context) => tool.call(argumentsOf?.(args) ?? {}, context),
    complete: (argument, value, context, args = {}) => completed(complete[argument], value, context, args),
  };
}

const maxCompletions = 100; // what MCP allows in one answer

/** Completion goes along with typing: there is no place to explain a failure of Redmine's. */
export async function completed(
  completer: Completer | undefined,
  value: string,
  context: CallContext,
  args: Arguments,
): Promise<string[]> {
  if (!completer) return [];
  try {
    return [...(await completer(value, context, args))].slice(0, maxCompletions);
  } catch (error) {
    if (failureOf(error)) return [];
    throw error;
  }
}
