import { randomBytes } from "node:crypto";
import type { Tool as FastmcpTool, ImageContent, ResourceLink, TextContent } from "fastmcp";
import type { z } from "zod";
import type { Toolset } from "../config/toolsets.ts";
import type { Config } from "../config.ts";
import { createQuote, type Quote, quoteForeign } from "../format/text.ts";
import type { RedmineReader, RedmineWriter } from "../redmine/client.ts";
import type { ViewName } from "../views/pages.ts";
import { firstNames, issueNumbers, ownNames } from "./argument-names.ts";
import { ConfirmationNeeded, explainError, explainInput } from "./errors.ts";
import { limitNote } from "./input.ts";
import { leanSchema, type ToolSchema } from "./lean-schema.ts";
import { ofPlugins, type Plugins } from "./plugin-parts.ts";

export type { Toolset } from "../config/toolsets.ts";
export { ToolRefusal } from "./errors.ts"; // what `execute` throws

export type Access = "read" | "write" | "destructive";

/** The settings that tools use. */
export type ToolSettings = Pick<Config, "maxJournalEntries" | "redminePublicUrl"> &
  Partial<Pick<Config, "toolsets" | "toolsDeny">>;

/** What `execute` gets beside its arguments. A `read` tool's client has no way to write. */
export interface ToolContext<Client extends RedmineReader = RedmineReader> {
  redmine: Client;
  settings: ToolSettings;
  /** This response's boundary around other people's words. */
  quote: Quote;
  now: Date;
  /** The client can put a question to its person. */
  canAsk: boolean;
  /** The caller may change data, and the tools for it are offered. */
  mayWrite: boolean;
}

/** What a protocol front gives for each call: Redmine as the caller, and this server's settings. */
export interface CallContext {
  redmine: RedmineWriter;
  settings: ToolSettings;
  /** The client can put a question to its person. */
  canAsk?: boolean;
  /** False if left out. */
  mayWrite?: boolean;
}

export type Block = TextContent | ImageContent | ResourceLink;

/** What `execute` may answer, of all that fastmcp takes. */
export type Output = string | { content: readonly Block[] };

export interface ToolResult {
  content: readonly Block[];
  /** The text blocks of `content`. */
  text: string;
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

type Hints = NonNullable<FastmcpTool<undefined>["annotations"]>;
type Declared<Parameters extends z.ZodObject> = Required<
  Pick<FastmcpTool<undefined, Parameters>, "name" | "description" | "parameters">
>;

/** What this project adds to fastmcp's declaration of a tool. */
interface Ours {
  title: string;
  access: Access;
  /** The group that an operator switches on. */
  toolset: Toolset;
  /** Redmine permissions without which it cannot work. */
  scopes: readonly string[];
  /** Redmine permissions without which parts of its answer or work are missing. */
  extraScopes: readonly string[];
}

/** A tool as both protocol fronts take it. */
export interface Tool extends Declared<z.ZodObject>, Ours {
  annotations: Hints;
  /** The view that a client may show with its result (MCP Apps). */
  view: ViewName | undefined;
  /** Views call it and models do not. */
  isForViews: boolean;
  /** Names of tools that read the same: where one of them is denied, this one is too. */
  reads: readonly string[];
  /** The tool with what belongs to the toolsets for plugins among these; itself where that is nothing. */
  withPlugins?(toolsets: readonly Toolset[]): Tool;
  /** `parameters` as tools/list shows them. */
  inputSchema: ToolSchema;
  /** Validates, runs and explains; never throws. */
  call(args: unknown, context: CallContext): Promise<ToolResult>;
}

interface Definition<Parameters extends z.ZodObject, A extends Access>
  extends Declared<Parameters>,
    Omit<Ours, "extraScopes"> {
  access: A;
  extraScopes?: readonly string[];
  view?: ViewName;
  isForViews?: true;
  reads?: readonly string[];
  /** Most characters of its text, where no model reads it. */
  maxChars?: number;
  /** What it has only where a toolset for a plugin is on: some of `parameters`, and permissions beyond `extraScopes`. */
  plugins?: Plugins;
  /** Where the hints differ from what `access` says. */
  annotations?: Pick<Hints, "destructiveHint" | "idempotentHint">;
  execute(
    args: z.output<Parameters>,
    context: ToolContext<A extends "read" ? RedmineReader : RedmineWriter>,
  ): Promise<Output>;
}

const maxResultChars = 40_000; // Claude Code stops at 25,000 tokens, which dense text reaches at about 60,000

/**
 * Declares a tool. The contract of every tool:
 * - `name`, `description`, `parameters` (zod), `annotations` and `execute` mean what they mean in fastmcp. An unknown parameter is an error.
 * - `access: "read"` gives `execute` a Redmine client without writing methods. "write" and "destructive" need the scope
 *   `write`, are absent under READ_ONLY, and verify what Redmine saved: it answers 204 for what it ignored.
 * - `scopes` are the Redmine permissions that it cannot do without; without one of them it is not listed. `extraScopes`
 *   are asked for too.
 * - `execute` returns text, at most 40,000 characters, or throws: ToolRefusal with a sentence for the model, or whatever
 *   Redmine's client throws. `explainError` turns each error into a sentence. No tool catches errors to describe them.
 * - All text that comes from Redmine, names included, goes through `line` or `clean`, and into `quote` where people wrote it.
 */
export function defineTool<Parameters extends z.ZodObject, A extends Access>(
  definition: Definition<Parameters, A>,
  toolsets: readonly Toolset[] = [],
): Tool & Pick<Definition<Parameters, A>, "execute"> {
  const { name, title, description, access, toolset, scopes, execute } = definition;
  const { view, isForViews = false, reads = [], maxChars } = definition;
  const { hidden, pluginScopes } = ofPlugins(definition.plugins ?? {}, toolsets);
  const extraScopes = [...(definition.extraScopes ?? []), ...pluginScopes];
  // strict: a misspelt optional parameter must not be lost
  const strict = definition.parameters.omit(hidden).strict() as unknown as Parameters;

  const parameterNames = new Set(Object.keys(strict.shape));
  let inputSchema: ToolSchema | undefined;
  return {
    name,
    title,
    description,
    access,
    toolset,
    scopes,
    extraScopes,
    annotations: hintsOf(definition),
    view,
    isForViews,
    reads,
    ...(definition.plugins && { withPlugins: (on: readonly Toolset[]) => defineTool(definition, on) }),
    parameters: strict,
    get inputSchema() {
      inputSchema ??= leanSchema(strict); // made when it is first read: a start needs none
      return inputSchema;
    },
    execute,
    call: async (args, { redmine, settings, canAsk = false, mayWrite = false }) => {
      const named = issueNumbers(ownNames(firstNames(args ?? {}), parameterNames), settings.redminePublicUrl);
      const parsed = strict.safeParse(named, { reportInput: true });
      if (!parsed.success)
        return failed(explainInput(name, parsed.error, Object.keys(strict.shape)), "invalid_arguments");

      const random = randomBytes(4).toString("hex");
      const end = redmine.begin(access !== "read");
      try {
        const quote = createQuote(random);
        const output = await execute(parsed.data, { redmine, settings, canAsk, mayWrite, quote, now: new Date() });
        const note = typeof output === "string" ? limitNote(Object(named), parsed.data) : "";
        const noted = note === "" ? output : `${output}\n${note}`;
        return { ...resultOf(noted, random, maxChars), isError: false, outcome: "ok" };
      } catch (error) {
        const { text, outcome } = explainError(error, { access, scopes, extraScopes, granted: redmine.scopes });
        const ours = outcome === "internal" && error instanceof Error;
        return {
          ...failed(text, outcome, random),
          ...(error instanceof ConfirmationNeeded && { confirmation: error.confirmation }),
          ...(ours && { fault: error }),
        };
      } finally {
        end();
      }
    },
  };
}

/** A text as a result, of whatever length. */
export function succeeded(text: string): ToolResult {
  return { ...resultOf(text, "", text.length), isError: false, outcome: "ok" };
}

/** A result that says why nothing was done. */
export function failed(text: string, outcome: string, random = ""): ToolResult {
  return { ...resultOf(text, random), isError: true, outcome };
}

/** All hints on every tool: a client assumes the worst of one that is left out, and directories reject the tool. */
function hintsOf({
  title,
  access,
  annotations,
}: Pick<Definition<z.ZodObject, Access>, "title" | "access" | "annotations">): Hints {
  return {
    title,
    readOnlyHint: access === "read",
    destructiveHint: access === "destructive",
    openWorldHint: false, // one Redmine, which the operator chose
    ...annotations,
  };
}

function resultOf(output: Output, random: string, most?: number): Pick<ToolResult, "content" | "text"> {
  const blocks = typeof output === "string" ? [{ type: "text" as const, text: output }] : output.content;
  const content = blocks.map((block) =>
    isText(block) ? { ...block, text: capped(quoteForeign(block.text, random), random, most) } : block,
  );
  return { content, text: content.flatMap((block) => (isText(block) ? [block.text] : [])).join("\n") };
}

function isText(block: Block): block is TextContent {
  return block.type === "text";
}

/** The last resort: formats keep to the budget by themselves and say what they left out. */
function capped(text: string, random: string, most = maxResultChars): string {
  if (text.length <= most) return text;
  const note = "\n(Cut here: the result is longer than 40,000 characters.)";
  const end = `</redmine-${random}>`;
  const start = text.slice(0, most - note.length - end.length - 1).toWellFormed();
  const isOpen = start.lastIndexOf(`<redmine-${random}>`) > start.lastIndexOf(end);
  return `${start}${isOpen ? `\n${end}` : ""}${note}`;
}
