import { createHash } from "node:crypto";
import { inputRequired } from "@modelcontextprotocol/server";
import { z } from "zod";
import { line } from "../format/clean.ts";
import { type Confirmation, failed, type Tool, type ToolResult } from "../tools/tool.ts";
import type { Sealer } from "./front.ts";

/** What a request of MCP 2026-07-28 says about asking its user. */
export interface Exchange {
  sealer: Sealer;
  /** The client can put a form to its user. */
  canAsk: boolean;
  /** Answers that came with a repeated request; from the client, so not trusted. */
  answers: Record<string, unknown> | undefined;
  /** What we gave the client to send back with them, decrypted; undefined when it sent none. */
  state: unknown;
  now: number;
}

/** How the parameter `confirm` of a call comes to count. */
export type Confirming =
  /** The client can ask its user: what the model puts into the parameter counts for nothing. */
  | { by: "person"; agreedTo?: string | undefined }
  /** It cannot: the model has to repeat the code of the refusal, which it cannot know before. */
  | { by: "code"; sealer: Sealer; now: number };

const purpose = "confirm";
export const lifetimeMs = 5 * 60_000; // a person reads the question now or not at all
const codeWindowMs = 10 * 60_000; // a code counts in the window it was given in and in the next

const pending = z.object({ tool: z.string(), args: z.string(), value: z.string(), until: z.number() });
const answer = z.object({ action: z.string(), content: z.object({ confirm: z.boolean() }).optional() });

/**
 * How this call is confirmed: by the person, where this user agreed to exactly this call a moment ago. The state is encrypted
 * under the user's own grant, so nobody can make one up or bring somebody else's.
 */
export function confirmingOf(
  tool: Tool,
  args: Record<string, unknown>,
  exchange: Exchange,
): Confirming | { declined: ToolResult } {
  const { sealer, canAsk, now } = exchange;
  const parsed = pending.safeParse(exchange.state);
  const fits =
    parsed.success && parsed.data.tool === tool.name && parsed.data.args === digest(args) && parsed.data.until > now;
  if (!fits) return canAsk ? { by: "person" } : { by: "code", sealer, now }; // asked again

  return isAgreement(exchange.answers?.[purpose]) ? { by: "person", agreedTo: parsed.data.value } : { declined };
}

/** Calls a tool with `confirm` filled in where it counts. `call` does nothing but read until it is confirmed. */
export async function callConfirmed(
  tool: Tool,
  args: unknown,
  confirming: Confirming,
  call: (args: unknown) => Promise<ToolResult>,
): Promise<ToolResult> {
  if (!Object.hasOwn(tool.inputSchema.properties, "confirm") || typeof args !== "object" || args === null) {
    return call(args);
  }
  const { confirm, ...rest } = args as Record<string, unknown>;
  if (confirming.by === "person") {
    return call(confirming.agreedTo === undefined ? rest : { ...rest, confirm: confirming.agreedTo });
  }

  const result = await call(rest);
  const { confirmation } = result;
  if (!confirmation) return result;
  const { sealer, now } = confirming;
  const codeAt = (window: number) =>
    sealer.code(purpose, JSON.stringify([tool.name, digest(rest), confirmation.value, window]));
  const window = Math.floor(now / codeWindowMs);
  if (confirm === codeAt(window) || confirm === codeAt(window - 1))
    return call({ ...rest, confirm: confirmation.value });
  return withCode(result, confirmation, codeAt(window), confirm !== undefined);
}

/** The refusal names our code where the tool has named its value. */
function withCode(result: ToolResult, { value }: Confirmation, code: string, isWrong: boolean): ToolResult {
  const end = `${JSON.stringify(value)}.`;
  const coded = (text: string) =>
    `${isWrong ? "That value of confirm belongs to no question of the last minutes. " : ""}${text.endsWith(end) ? text.slice(0, -end.length) : `${text} confirm: `}"${code}".`;
  const content = result.content.map((block) =>
    block.type === "text" ? { ...block, text: coded(block.text) } : block,
  );
  return { ...result, content, text: coded(result.text) };
}

/** Opens what came back; throws, which the SDK answers with invalid params, when this grant did not encrypt it. */
export function openState(sealer: Sealer, state: string): unknown {
  const opened = sealer.unseal(purpose, state);
  if (opened === undefined) throw new Error("not sealed here");
  return opened;
}

/** The question as an input-required result. */
export function ask(tool: Tool, args: Record<string, unknown>, confirmation: Confirmation, exchange: Exchange) {
  const state = { tool: tool.name, args: digest(args), value: confirmation.value, until: exchange.now + lifetimeMs };
  return inputRequired({
    inputRequests: {
      [purpose]: inputRequired.elicit({
        ...formOf(confirmation),
      }),
    },
    requestState: exchange.sealer.seal(purpose, state),
  });
}

/** The question as a form, the same in every version of MCP. */
export function formOf({ question }: Confirmation) {
  return {
    message: line(question, 2_000),
    requestedSchema: {
      type: "object" as const,
      properties: { confirm: { type: "boolean" as const, title: "Yes, do this", default: false } },
      required: ["confirm"],
    },
  };
}

/** Puts a question to the person and gives whether they agreed. */
export type AskPerson = (confirmation: Confirmation, signal: AbortSignal | undefined) => Promise<boolean>;

/** Whether what a client answers to the form is an agreement. */
export function isAgreement(reply: unknown): boolean {
  const parsed = answer.safeParse(reply);
  return parsed.success && parsed.data.action === "accept" && parsed.data.content?.confirm === true;
}

export const declined = failed("The user did not agree. Nothing was done.", "declined");

/** Order of keys does not matter: the client may send the same arguments in another one. */
function digest({ confirm: _, ...args }: Record<string, unknown>): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(args)))
    .digest("base64url");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
