import type { Tool } from "../tools/tool.ts";
import { viewUri } from "../views/pages.ts";
import type { Offer } from "./front.ts";

interface Listed {
  name: string;
  title?: string;
  description?: string;
}

/** What tools/list, resources/list, resources/templates/list and prompts/list answer. */
export interface Lists {
  tools: (Listed & {
    inputSchema: { type: "object" };
    annotations?: Record<string, unknown>;
    _meta?: { ui: object };
  })[];
  resources: (Listed & { uri: string; mimeType: string })[];
  resourceTemplates: (Listed & { uriTemplate: string; mimeType: string })[];
  prompts: (Listed & { arguments: { name: string; description?: string; required: boolean }[] })[];
}

/** The lists are the same in every version of MCP. */
export function listsOf({ tools, resources, prompts }: Pick<Offer, "tools" | "resources" | "prompts">): Lists {
  const described = resources.map(({ uri, name, title, description, mimeType, arguments: args }) => {
    const about = { name, title, description, mimeType };
    return args.length > 0 ? { uriTemplate: uri, ...about } : { uri, ...about };
  });
  return {
    tools: tools.map((tool) => listedTool(tool, tools)),
    resources: described.filter((resource) => "uri" in resource),
    resourceTemplates: described.filter((resource) => "uriTemplate" in resource),
    prompts: prompts.map(({ name, title, description, arguments: args }) => ({
      name,
      title,
      description,
      arguments: [...args],
    })),
  };
}

/** A tool names its view (MCP Apps) only beside the tool that the view gets its data from. */
function listedTool(tool: Tool, beside: readonly Tool[]): Lists["tools"][number] {
  const { name, title, description, inputSchema, annotations, view, isForViews } = tool;
  const hasViews = beside.some((other) => other.isForViews);
  return {
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: "object" },
    annotations,
    ...(hasViews && view && { _meta: { ui: { resourceUri: viewUri(view) } } }),
    ...(isForViews && { _meta: { ui: { visibility: ["app"] } } }),
  };
}
