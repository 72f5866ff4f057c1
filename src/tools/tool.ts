import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Toolset } from "../config/toolsets.ts";
import { createQuote, type Quote } from "../format/text.ts";
import type { RedmineReader, RedmineWriter } from "../redmine/client.ts";
import { ConfirmationNeeded, explainError, explainInput } from "./errors.ts";
import { leanSchema, type ToolSchema } from "./lean-schema.ts";

export type { Toolset } from "../config/toolsets.ts";
export { ToolRefusal } from "./errors.ts";

export type Access = "read" | "write" | "destructive";

export interface ToolSettings {
  /** Newest notes that get_issue_details shows when nothing else is asked for. */
  maxJournalEntries: number;
  /** Base URL a browser uses, without a slash at the end. */
  redminePublicUrl: string;
}

/** What a tool sees. A `read` tool's client has no way to write. */
export interface ToolContext<Client extends RedmineReader = RedmineReader> {
  redmine: Client;
  settings: ToolSettings;
  /** This response's boundary around other people's words. */
  quote: Quote;
  now: Date;
}

/** What the protocol front gives for each call: who calls, and what this server allows. */
export interface CallContext {
  redmine: RedmineWriter;
  settings: ToolSettings;
}

export interface Image {
  /** Base64. */
  data: string;
  mimeType: string;
}

export type Output = string | { text: string; images: readonly Image[] };

export interface ToolResult {
  text: string;
  images: readonly Image[];
  isError: boolean;
  /** Why it failed, for logs and metrics: a word of ours, never a text of Redmine's or the user's. */
  outcome: string;
  /** The call does nothing before a person agreed to this. */
  confirmation?: Confirmation;
  /** A fault of our own, for the log. */
  fault?: Error;
}

/** What a person is asked, and what the tool's parameter `confirm` must then hold. */
export interface Confirmation {
  question: string;
  value: string;
}

export interface Tool {
  name: string;
  title: string;
  description: string;
  access: Access;
  toolset: Toolset;
  /** Redmine permissions without which it cannot work. */
  scopes: readonly string[];
  /** Redmine permissions without which parts of its answer or work are missing. */
  extraScopes: readonly string[];
  inputSchema: ToolSchema;
  /** Validates, runs and explains; never throws. */
  call(raw: unknown, context: CallContext): Promise<ToolResult>;
}

interface Definition<Input extends z.ZodObject, A extends Access> {
  name: string;
  title: string;
  description: string;
  access: A;
  toolset: Toolset;
  scopes: readonly string[];
  extraScopes?: readonly string[];
  parameters: Input;
  execute(
    args: z.output<Input>,
    context: ToolContext<A extends "read" ? RedmineReader : RedmineWriter>,
  ): Promise<Output>;
}

const maxResultChars = 40_000; // Claude Code stops at 25,000 tokens, which dense text reaches at about 60,000

export function defineTool<Input extends z.ZodObject, A extends Access>(definition: Definition<Input, A>): Tool {
  const { name, title, description, access, toolset, scopes, extraScopes = [], execute } = definition;
  const input = definition.parameters.strict() as Input; // a misspelt optional parameter must not be lost

  return {
    name,
    title,
    description,
    access,
    toolset,
    scopes,
    extraScopes,
    inputSchema: leanSchema(input),
    call: async (raw, { redmine, settings }) => {
      const parsed = input.safeParse(raw ?? {}, { reportInput: true });
      if (!parsed.success)
        return failed(explainInput(name, parsed.error, Object.keys(input.shape)), "invalid_arguments");

      try {
        const quote = createQuote(randomBytes(4).toString("hex"));
        const output = await execute(parsed.data, { redmine, settings, quote, now: new Date() });
        const { text, images } = typeof output === "string" ? { text: output, images: [] } : output;
        return { text: capped(text), images, isError: false, outcome: "ok" };
      } catch (error) {
        const { text, outcome } = explainError(error, {
          access,
          scopes,
          extraScopes,
          granted: redmine.scopes,
        });
        const ours = outcome === "internal" && error instanceof Error;
        return {
          ...failed(text, outcome),
          ...(error instanceof ConfirmationNeeded && { confirmation: error.confirmation }),
          ...(ours && { fault: error }),
        };
      }
    },
  };
}

function failed(text: string, outcome: string): ToolResult {
  return { text: capped(text), images: [], isError: true, outcome };
}

/** The last resort: formats keep to the budget by themselves and say what they left out. */
function capped(text: string): string {
  if (text.length <= maxResultChars) return text;
  const note = "\n(Cut here: the result is longer than 40,000 characters.)";
  return text.slice(0, maxResultChars - note.length).toWellFormed() + note;
}
