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
  /** What we gave the client to send back with them, opened; undefined when it sent none. */
  state: unknown;
  now: number;
}

export type Asked = { run: Record<string, unknown> } | { declined: ToolResult };

const purpose = "confirm";
const lifetimeMs = 5 * 60_000; // a person reads the question now or not at all

const pending = z.object({ tool: z.string(), args: z.string(), value: z.string(), until: z.number() });
const answer = z.object({ action: z.string(), content: z.object({ confirm: z.boolean() }).optional() });

/**
 * The arguments to run with: with `confirm` filled in where this user agreed to exactly this call a moment ago.
 * The state is sealed under the user's own grant, so nobody can make one up or bring somebody else's.
 */
export function afterAnswer(tool: Tool, args: Record<string, unknown>, exchange: Exchange): Asked {
  if (exchange.state === undefined) return { run: args };
  const parsed = pending.safeParse(exchange.state);
  const fits =
    parsed.success &&
    parsed.data.tool === tool.name &&
    parsed.data.args === digest(args) &&
    parsed.data.until > exchange.now;
  if (!fits) return { run: args }; // asked again

  const given = answer.safeParse(exchange.answers?.[purpose]);
  const agreed = given.success && given.data.action === "accept" && given.data.content?.confirm === true;
  return agreed ? { run: { ...args, confirm: parsed.data.value } } : { declined };
}

/** Opens what came back; throws, which the SDK answers with invalid params, when this grant did not seal it. */
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
        message: line(confirmation.question, 2_000),
        requestedSchema: {
          type: "object",
          properties: { confirm: { type: "boolean", title: "Yes, do this", default: false } },
          required: ["confirm"],
        },
      }),
    },
    requestState: exchange.sealer.seal(purpose, state),
  });
}

const declined = failed("The user did not agree. Nothing was done.", "declined");

/** Order of keys does not matter: the client may send the same arguments in another one. */
function digest(args: Record<string, unknown>): string {
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
