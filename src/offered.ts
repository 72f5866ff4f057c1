import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { createFastmcpFront, type FastmcpFront } from "./protocol/fastmcp.ts";
import type { MakeContext } from "./protocol/front.ts";
import { createModernFront, type ModernFront } from "./protocol/modern.ts";
import { createRedmine } from "./redmine/client.ts";
import { createLookups } from "./redmine/lookups/lookups.ts";
import type { Send } from "./redmine/send.ts";
import { serverInstructions } from "./tools/instructions.ts";
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

/** `more`: tools beyond ours, which the conformance suite wants to find. */
export function offeredBy(config: Config, send: Send, log: Log, more: readonly Tool[] = []): Offered {
  const allowed = config.redmineScopes && new Set(config.redmineScopes);
  const selection = { toolsets: config.toolsets, readOnly: config.readOnly, redmineScopes: allowed };
  const tools = [...selectTools(selection), ...more];
  const redmine = createRedmine(send);
  const lookups = createLookups();
  const settings = { maxJournalEntries: config.maxJournalEntries, redminePublicUrl: config.redminePublicUrl };
  const offer = { name: "redmine-fastmcp", title: "Redmine", version, instructions: serverInstructions(tools), tools };
  const makeContext: MakeContext = (credentials, signal) => ({
    redmine: redmine.as(credentials, signal),
    lookups: lookups.of(credentials.key),
    settings,
  });
  const front = createFastmcpFront(offer, makeContext, log);
  const modern = createModernFront(offer, makeContext, log);

  return { tools, front, modern, redmineScopes: (access) => redmineScopesOf(tools, access, allowed) };
}
