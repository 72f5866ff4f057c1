import { listsOf } from "../../src/protocol/lists.ts";
import type { Tool } from "../../src/tools/tool.ts";

/** The bytes of the answer to tools/list with these tools, which every conversation carries. */
export function listedBytes(tools: readonly Tool[]): number {
  return Buffer.byteLength(JSON.stringify({ tools: listsOf({ tools: [...tools], resources: [], prompts: [] }).tools }));
}

/** What to do where tools exceed their budget; undefined if they do not. */
export function overBudget(tools: readonly Tool[], most: number): string | undefined {
  const bytes = listedBytes(tools);
  if (bytes <= most) return undefined;
  const largest = tools
    .map((tool) => ({ name: tool.name, bytes: listedBytes([tool]) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 5)
    .map((tool) => `${tool.name} ${tool.bytes}`);
  const longest = tools
    .map(({ name, description }) => ({ name, bytes: Buffer.byteLength(description) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 12)
    .map(({ name, bytes }) => `${name} ${bytes}`);
  return `tools/list has ${bytes} bytes, ${bytes - most} more than its budget of ${most}. Shorten the new tool's description and its parameters' first: a parameter whose name says it all needs none; a title counts twice. Then leave out of other descriptions, a few words each, what a title or parameter says already (the longest: ${longest.join(", ")}; the largest tools: ${largest.join(", ")}).`;
}
