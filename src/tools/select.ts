import { allTools } from "./index.ts";
import type { Tool, Toolset } from "./tool.ts";

export interface Selection {
  toolsets: readonly Toolset[];
  /** No tool that writes is listed or runs. */
  readOnly: boolean;
  /** Redmine permissions this server may ask for; undefined when nothing limits them. */
  redmineScopes: ReadonlySet<string> | undefined;
}

/** The tools of a server: its toolsets, less those that could never work under its settings. */
export function selectTools(selection: Selection, tools: readonly Tool[] = allTools): Tool[] {
  const { toolsets, readOnly, redmineScopes } = selection;

  return tools.filter((tool) => {
    if (!toolsets.includes(tool.toolset)) return false;
    if (readOnly && tool.access !== "read") return false;
    return !redmineScopes || tool.scopes.every((scope) => redmineScopes.has(scope));
  });
}

/** The Redmine permissions to ask for: all that these tools need or can use, within what the server may ask for. */
export function redmineScopesOf(
  tools: readonly Pick<Tool, "access" | "scopes" | "extraScopes">[],
  access: "read" | "write",
  allowed?: ReadonlySet<string>,
): string[] {
  const used = access === "read" ? tools.filter((tool) => tool.access === "read") : tools;
  const scopes = new Set(used.flatMap((tool) => [...tool.scopes, ...tool.extraScopes]));
  return [...scopes].filter((scope) => !allowed || allowed.has(scope)).sort();
}
