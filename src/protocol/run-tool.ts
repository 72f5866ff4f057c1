import type { CallContext, Tool, ToolResult } from "../tools/tool.ts";
import type { FrontCaller } from "./front.ts";

/** Runs a tool for either front and reports it; never throws. */
export async function runTool(
  tool: Tool,
  args: unknown,
  context: CallContext,
  report: FrontCaller["report"],
): Promise<ToolResult> {
  const begun = performance.now();
  const result = await tool.call(args, context);
  const { outcome, fault } = result;
  report({ kind: "tool", name: tool.name, outcome, ms: performance.now() - begun, ...(fault && { fault }) });
  return result;
}

/** The result on the wire, the same in every version of MCP. */
export function contentOf({ text, images, isError }: ToolResult) {
  return {
    content: [
      { type: "text" as const, text },
      ...images.map(({ data, mimeType }) => ({ type: "image" as const, data, mimeType })),
    ],
    ...(isError && { isError }),
  };
}

/** Hints that clients show or act on; only what differs from what they assume is worth its bytes. */
export function annotationsOf({ title, access }: Tool) {
  return {
    title,
    ...(access === "read" ? { readOnlyHint: true } : { destructiveHint: access === "destructive" }),
    openWorldHint: false,
  };
}
