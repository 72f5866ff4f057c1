import { ConfigError } from "./config/config-error.ts";
import { shown } from "./config/redact.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { createFastmcpFront, type FastmcpFront, type MoreFastmcp } from "./protocol/fastmcp.ts";
import type { MakeContext } from "./protocol/front.ts";
import { createModernFront, type ModernFront, type MoreHandlers } from "./protocol/modern.ts";
import { createRedmine } from "./redmine/client.ts";
import { absentPlugins } from "./redmine/plugin-probes.ts";
import type { Send } from "./redmine/send.ts";
import { allPrompts } from "./tools/index.ts";
import { serverInstructions } from "./tools/instructions.ts";
import { allResources, viewPages } from "./tools/resources.ts";
import { isOfferable, redmineScopesOf, selectTools, unknownTool } from "./tools/select.ts";
import type { Tool } from "./tools/tool.ts";
import { version } from "./version.ts";

/** What a server offers over MCP under its settings, whatever the transport. */
export interface Offered {
  tools: readonly Tool[];
  /** For MCP 2025-11-25 and older. */
  front: FastmcpFront;
  modern: ModernFront;
  /** Redmine permissions to ask for. */
  redmineScopes(access: "read" | "write"): string[];
}

export interface MoreOffered {
  /** Where this server's icon is. */
  iconUrl?: string;
  // what the conformance suite and tests want to find beside ours
  tools?: readonly Tool[];
  fastmcp?: MoreFastmcp;
  modern?: MoreHandlers;
}

/** The settings without toolsets for plugins that Redmine does not have: their tools could only fail. */
export async function withoutAbsentPlugins(config: Config, send: Send, log: Log): Promise<Config> {
  const absent = await absentPlugins(config.toolsets, send);
  if (absent.length === 0) return config;
  log.warn({ event: "plugins_absent", toolsets: absent });
  return { ...config, toolsets: config.toolsets.filter((toolset) => !absent.includes(toolset)) };
}

/** Tools, resources and prompts under these settings, for both protocol versions. Throws ConfigError for the name of a tool that there is not. */
export function offeredBy(config: Config, send: Send, log: Log, more: MoreOffered = {}): Offered {
  refuseUnknownTools("TOOLS_ALLOW", config.toolsAllow);
  refuseUnknownTools("TOOLS_DENY", config.toolsDeny);
  const allowed = config.redmineScopes && new Set(config.redmineScopes);
  const tools = [...selectTools(config), ...(more.tools ?? [])];
  const toolsWithViews = [
    ...selectTools({ ...config, toolsets: [...config.toolsets, "views"] }),
    ...(more.tools ?? []),
  ];
  const resources = allResources.filter((resource) => isOfferable(resource, config));
  const prompts = allPrompts.filter((prompt) => isOfferable(prompt, config));
  const readings = [...resources, ...prompts].map((reading) => ({ ...reading, access: "read" as const }));
  const redmine = createRedmine(send);
  const instructions = serverInstructions(tools, config.instructions);
  const icons = more.iconUrl ? [{ src: more.iconUrl, mimeType: "image/svg+xml", sizes: ["any"] }] : [];
  const offer = {
    name: "redmine-fastmcp",
    title: "Redmine",
    version,
    icons,
    instructions,
    tools,
    toolsWithViews,
    resources,
    pages: viewPages,
    prompts,
  };
  const canUpdate = tools.some(({ name }) => name === "update_issue");
  const makeContext: MakeContext = ({ credentials, mayWrite }, signal) => ({
    redmine: redmine.as(credentials, signal),
    settings: config,
    mayWrite: mayWrite && canUpdate,
  });
  const front = createFastmcpFront(offer, makeContext, log, more.fastmcp);
  const modern = createModernFront(offer, makeContext, log, more.modern);

  return { tools, front, modern, redmineScopes: (access) => redmineScopesOf([...tools, ...readings], access, allowed) };
}

function refuseUnknownTools(setting: string, names: readonly string[] = []): void {
  const unknown = unknownTool(names);
  if (!unknown) return;
  const near = unknown.near ? ` (did you mean ${unknown.near}?)` : "";
  throw new ConfigError(
    setting,
    `${setting} names ${shown(unknown.name)}, which is no tool${near}: correct it or take it out`,
  );
}
