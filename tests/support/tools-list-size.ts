import { annotationsOf } from "../../src/protocol/run.ts";
import type { Tool } from "../../src/tools/tool.ts";

/** The bytes that a tool takes of every conversation, as tools/list tells it. */
export function listedBytes(tool: Tool): number {
  const { name, description, inputSchema } = tool;
  return Buffer.byteLength(JSON.stringify({ name, description, inputSchema, annotations: annotationsOf(tool) }));
}
