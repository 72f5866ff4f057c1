import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { createFastmcpFront, type FastmcpFront, type MoreFastmcp } from "./protocol/fastmcp.ts";
import type { MakeContext } from "./protocol/front.ts";
import { createModernFront, type ModernFront, type MoreHandlers } from "./protocol/modern.ts";
import { createRedmine } from "./redmine/client.ts";
import type { Send } from "./redmine/send.ts";
import { serverInstructions } from "./tools/instructions.ts";
import { allPrompts } from "./tools/prompts/index.ts";
import { allResources } from "./tools/resources.ts";
import { redmineScopesOf, selectTools } from "./tools/select.ts";
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

/** What the conformance suite wants to find beside ours. */
export interface MoreOffered {
  tools?: readonly Tool[];
  fastmcp?: MoreFastmcp;
  modern?: MoreHandlers;
}

export function offeredBy(config: Config, send: Send, log: Log, more: MoreOffered = {}): Offered {
  const allowed = config.redmineScopes && new Set(config.redmineScopes);
  const selection = { toolsets: config.toolsets, readOnly: config.readOnly, redmineScopes: allowed };
  const tools = [...selectTools(selection), ...(more.tools ?? [])];
  const works = ({ scopes }: { scopes: readonly string[] }) => !allowed || scopes.every((scope) => allowed.has(scope));
  const resources = allResources.filter(works);
  const prompts = allPrompts.filter(works);
  const readings = [...resources, ...prompts].map((reading) => ({ ...reading, access: "read" as const }));
  const redmine = createRedmine(send);
  const instructions = serverInstructions(tools);
  const offer = { name: "redmine-fastmcp", title: "Redmine", version, instructions, tools, resources, prompts };
  const makeContext: MakeContext = (credentials, signal) => ({
    redmine: redmine.as(credentials, signal),
    settings: config,
  });
  const front = createFastmcpFront(offer, makeContext, log, more.fastmcp);
  const modern = createModernFront(offer, makeContext, log, more.modern);

  return { tools, front, modern, redmineScopes: (access) => redmineScopesOf([...tools, ...readings], access, allowed) };
}
