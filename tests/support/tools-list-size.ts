import { listsOf } from "../../src/protocol/lists.ts";
import type { Tool } from "../../src/tools/tool.ts";

/** The bytes that a tool takes of every conversation, as tools/list tells it. */
export function listedBytes(tool: Tool): number {
  const { tools } = listsOf({ tools: [tool], resources: [], prompts: [] });
  return Buffer.byteLength(JSON.stringify(tools[0]));
}
