import { currentRequest, inNewRequest } from "../current-request.ts";
import { handlingOf } from "../redmine/failure.ts";
import type { ToolSchema } from "../tools/lean-schema.ts";
import type { Prompt } from "../tools/prompt.ts";
import type { Arguments, Resource } from "../tools/resource.ts";
import { type CallContext, failed, type Tool, type ToolResult } from "../tools/tool.ts";
import { type Confirming, callConfirmed } from "./confirm.ts";
import type { CallReport, FrontCaller } from "./front.ts";

/** Parameters whose value is a number even where it is a string of digits; elsewhere that may be somebody's name for something. */
const numbered = ["issue_id", "parent_id", "id"];

/** The records that a tool's arguments name by number, as “issue_id=7”. Names are texts of the user's and are not told. */
export function recordsIn({ properties }: ToolSchema, args: unknown): string[] {
  return entriesOf(args).flatMap(([name, value]) => {
    if (!name.endsWith("_id") || !Object.hasOwn(properties, name)) return []; // a made-up parameter is a text too
    const isNumber = typeof value === "number" || numbered.includes(name);
    return isNumber ? record(name, value) : [];
  });
}

/** The same for prompts and resources, whose parameters are strings. */
export function numberedRecords(parameters: unknown): string[] {
  return entriesOf(parameters).flatMap(([name, value]) => (numbered.includes(name) ? record(name, value) : []));
}

function record(name: string, value: unknown): string[] {
  if (typeof value !== "number" && typeof value !== "string") return [];
  const digits = /^#?(\d{1,10})$/.exec(String(value))?.[1];
  return digits ? [`${name}=${digits}`] : [];
}

function entriesOf(args: unknown): [string, unknown][] {
  return typeof args === "object" && args !== null ? Object.entries(args) : [];
}

type Report = FrontCaller["report"];

/** Runs a tool for either front and reports it; never throws. */
export function runTool(
  tool: Tool,
  args: unknown,
  context: CallContext,
  report: Report,
  confirming: Confirming,
): Promise<ToolResult> {
  const about = { kind: "tool", name: tool.name, records: recordsIn(tool.inputSchema, args) } as const;
  return reported(about, report, () => callConfirmed(tool, args, confirming, (checked) => tool.call(checked, context)));
}

/** Gives the text; throws Explained. */
export async function runResource(
  resource: Resource,
  args: Arguments,
  context: CallContext,
  report: Report,
): Promise<string> {
  const about = { kind: "resource", name: resource.name, records: numberedRecords(args) } as const;
  return textOf(await reported(about, report, () => resource.load(args, context)));
}

/** What resources/read answers beside the address: a text, or the bytes of a file. */
export function readContent({ isFile }: Resource, text: string): { text: string } | { blob: string } {
  return isFile ? { blob: Buffer.from(text).toString("base64") } : { text };
}

/** Gives the message for the model; throws Explained. */
export async function runPrompt(
  prompt: Prompt,
  args: Arguments,
  context: CallContext,
  report: Report,
): Promise<string> {
  const about = { kind: "prompt", name: prompt.name, records: numberedRecords(args) } as const;
  return textOf(await reported(about, report, () => prompt.load(args, context)));
}

/** A failure in words for the person or model that asked, where MCP has no result for it. */
export class Explained extends Error {
  override readonly name = "Explained";
}

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
  const isFault = outcome === "internal" || handlingOf(outcome).isFault; // an administrator should look into the log
  return isFault ? { ...result, ...failed(`${result.text} (request ${request.id})`, outcome) } : result;
}

function textOf({ text, isError }: ToolResult): string {
  if (isError) throw new Explained(text);
  return text;
}

/** A tool's result on the wire, the same in every version of MCP. */
export function contentOf({ content, isError }: ToolResult) {
  return { content: [...content], ...(isError && { isError }) };
}
