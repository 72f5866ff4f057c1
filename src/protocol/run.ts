import { currentRequest, inNewRequest } from "../current-request.ts";
import type { Prompt } from "../tools/prompt.ts";
import type { Parameters, Resource } from "../tools/resource.ts";
import type { CallContext, Tool, ToolResult } from "../tools/tool.ts";
import type { CallReport, FrontCaller } from "./front.ts";
import { numberedRecords, recordsIn } from "./records-in.ts";

type Report = FrontCaller["report"];

/** Runs a tool for either front and reports it; never throws. */
export function runTool(tool: Tool, args: unknown, context: CallContext, report: Report): Promise<ToolResult> {
  const about = { kind: "tool", name: tool.name, records: recordsIn(tool.inputSchema, args) } as const;
  return reported(about, report, () => tool.call(args, context));
}

/** Gives the text; throws Explained. */
export async function runResource(
  resource: Resource,
  parameters: Parameters,
  context: CallContext,
  report: Report,
): Promise<string> {
  const about = { kind: "resource", name: resource.name, records: numberedRecords(parameters) } as const;
  return textOf(await reported(about, report, () => resource.read(parameters, context)));
}

/** Gives the message for the model; throws Explained. */
export async function runPrompt(
  prompt: Prompt,
  args: Parameters,
  context: CallContext,
  report: Report,
): Promise<string> {
  const about = { kind: "prompt", name: prompt.name, records: numberedRecords(args) } as const;
  return textOf(await reported(about, report, () => prompt.get(args, context)));
}

/** A failure in words for the person or model that asked, where MCP has no result for it. */
export class Explained extends Error {
  override readonly name = "Explained";
}

/** Outcomes for which an administrator should look into the log. */
const faults = new Set([
  "internal",
  "unavailable",
  "not_redmine",
  "application_refused",
  "rest_disabled",
  "account_unusable",
  "refused_again",
]);

async function reported(
  about: Pick<CallReport, "kind" | "name" | "records">,
  report: Report,
  run: () => Promise<ToolResult>,
): Promise<ToolResult> {
  const request = currentRequest();
  if (!request) return inNewRequest(undefined, () => reported(about, report, run)); // stdio has no edge to begin one

  const begun = performance.now();
  const result = await run();
  const { outcome, fault } = result;
  report({ ...about, outcome, ms: performance.now() - begun, ...(fault && { fault }) });
  return faults.has(outcome) ? { ...result, text: `${result.text} (request ${request.id})` } : result;
}

function textOf({ text, isError }: ToolResult): string {
  if (isError) throw new Explained(text);
  return text;
}

/** A tool's result on the wire, the same in every version of MCP. */
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
    ...(access === "read"
      ? { readOnlyHint: true }
      : { destructiveHint: access === "destructive", openWorldHint: false }),
  };
}
