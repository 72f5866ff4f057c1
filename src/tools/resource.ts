import { failureOf } from "../redmine/failure.ts";
import type { CallContext, Tool, ToolResult } from "./tool.ts";

export type Parameters = Readonly<Record<string, string>>;

/** What may stand for a parameter, for what is typed so far; `given` are the parameters filled in already. */
export type Completer = (value: string, context: CallContext, given: Parameters) => Promise<readonly string[]>;

/** Something to read under an address. Knows nothing of a protocol. */
export interface Resource {
  /** Fixed, or a template with names in braces: redmine://issues/{id} */
  uri: string;
  name: string;
  title: string;
  description: string;
  mimeType: "text/markdown";
  scopes: readonly string[];
  extraScopes: readonly string[];
  /** Names of the template's parameters. */
  parameters: readonly string[];
  /** Takes decoded parameters. Explains and never throws. */
  read(parameters: Parameters, context: CallContext): Promise<ToolResult>;
  /** At most 100; none where Redmine does not answer. */
  complete(parameter: string, value: string, context: CallContext, given?: Parameters): Promise<string[]>;
}

interface Definition {
  uri: string;
  name: string;
  /** What is read; its title and description are the resource's unless others are given. */
  tool: Tool;
  title?: string;
  description?: string;
  input?: (parameters: Parameters) => unknown;
  completers?: Readonly<Record<string, Completer>>;
}

export function defineResource({ uri, name, tool, input, completers = {}, ...said }: Definition): Resource {
  const { title, description, scopes, extraScopes } = { ...tool, ...said };
  return {
    uri,
    name,
    title,
    description,
    mimeType: "text/markdown",
    scopes,
    extraScopes,
    parameters: [...uri.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => parameter),
    read: (parameters, context) => tool.call(input?.(parameters) ?? {}, context),
    complete: (parameter, value, context, given = {}) => completed(completers[parameter], value, context, given),
  };
}

const maxCompletions = 100; // what MCP allows in one answer

/** Completion goes along with typing: there is no place to explain a failure of Redmine's. */
export async function completed(
  completer: Completer | undefined,
  value: string,
  context: CallContext,
  given: Parameters,
): Promise<string[]> {
  if (!completer) return [];
  try {
    return [...(await completer(value, context, given))].slice(0, maxCompletions);
  } catch (error) {
    if (failureOf(error)) return [];
    throw error;
  }
}
