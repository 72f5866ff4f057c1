import type { Config } from "../config.ts";
import { nearMatch } from "../did-you-mean.ts";
import { allTools, pluginTools } from "./index.ts";
import type { Tool, Toolset } from "./tool.ts";

/** The settings that decide which tools there are. */
export type Selection = Pick<Config, "readOnly"> & {
  toolsets: readonly Toolset[];
  /** Only these tools, whatever their toolsets. */
  toolsAllow?: readonly string[] | undefined;
  /** None of these tools. */
  toolsDeny?: readonly string[] | undefined;
  /** Redmine permissions this server may ask for; undefined when nothing limits them. */
  redmineScopes?: readonly string[] | undefined;
};

/** The tools of a server: its toolsets, less those that could never work under its settings. */
export function selectTools(selection: Selection, tools: readonly Tool[] = [...allTools, ...pluginTools]): Tool[] {
  const { toolsets, readOnly, toolsAllow, toolsDeny, redmineScopes } = selection;
  const granted = redmineScopes && new Set(redmineScopes);

  const hasViews =
    toolsets.includes("views") || tools.some(({ name, toolset }) => toolset === "views" && toolsAllow?.includes(name));

  const variants = tools.map((tool) => tool.withPlugins?.(toolsets) ?? tool);
  return variants.filter((tool) => {
    if (tool.isForViews) {
      if (!hasViews || toolsDeny?.includes(tool.name)) return false;
    } else {
      if (!toolsAllow && !toolsets.includes(tool.toolset)) return false;
      if (!isPermitted(tool.name, selection) || tool.reads.some((name) => toolsDeny?.includes(name))) return false;
    }
    if (readOnly && tool.access !== "read") return false;
    return !granted || tool.scopes.every((scope) => granted.has(scope));
  });
}

/** Whether the operator lets this tool be used: TOOLS_DENY wins over TOOLS_ALLOW. */
export function isPermitted(
  name: string,
  { toolsAllow, toolsDeny }: Pick<Selection, "toolsAllow" | "toolsDeny">,
): boolean {
  return (!toolsAllow || toolsAllow.includes(name)) && !toolsDeny?.includes(name);
}

/** Whether a resource or prompt can work, and every tool that reads the same may be used. */
export function isOfferable(
  { scopes, reads }: { scopes: readonly string[]; reads: readonly string[] },
  selection: Pick<Selection, "toolsAllow" | "toolsDeny" | "redmineScopes">,
): boolean {
  const { redmineScopes } = selection;
  const isTool = (name: string) => [...allTools, ...pluginTools].some((tool) => tool.name === name);
  if (reads.some((name) => isTool(name) && !isPermitted(name, selection))) return false;
  return !redmineScopes || scopes.every((scope) => redmineScopes.includes(scope));
}

/** The first name that no tool has, with the one that was perhaps meant. */
export function unknownTool(names: readonly string[]): { name: string; near: string | undefined } | undefined {
  const toolNames = [...allTools, ...pluginTools].map(({ name }) => name);
  const name = names.find((each) => !toolNames.includes(each));
  return name === undefined ? undefined : { name, near: nearMatch(name, toolNames) };
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
