import type { Tool } from "../../src/tools/tool.ts";

/** The bytes that a tool takes of every conversation, as tools/list tells it. */
export function listedBytes({ name, title, description, inputSchema, access }: Tool): number {
  const hint = access === "read" ? { readOnlyHint: true } : { destructiveHint: access === "destructive" };
  return Buffer.byteLength(JSON.stringify({ name, description, inputSchema, annotations: { title, ...hint } }));
}
