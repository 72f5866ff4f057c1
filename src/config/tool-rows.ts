import { ConfigError } from "./config-error.ts";
import { shown } from "./redact.ts";
import type { Setting } from "./setting.ts";
import type { ReadFile } from "./sources.ts";
import { pluginToolsets, toolsets } from "./toolsets.ts";
import { filePath, onOff, toolNames, toolsetList } from "./values.ts";

/** The rows of the settings table that say which tools there are, and what the model is told of them. */
export const toolRows = {
  readOnly: {
    name: "READ_ONLY",
    meaning: "Hide and refuse all tools that change data.",
    right: "true or false",
    example: "true",
    value: onOff,
    default: "false",
    switch: true,
  },
  toolsets: {
    name: "TOOLSETS",
    meaning: `Groups of tools: ${toolsets.join(", ")}, or all. Not in all, for Redmine's plugins: ${pluginToolsets.join(", ")}.`,
    right: `a list of ${toolsets.join(", ")}, or all`,
    example: "core,planning,time",
    value: toolsetList,
    default: "core",
  },
  toolsAllow: {
    name: "TOOLS_ALLOW",
    meaning: "Only these tools, instead of TOOLSETS; comma or space between them.",
    right: "a list of tool names",
    example: "get_issue_details,search_issues,get_roadmap",
    value: toolNames,
  },
  toolsDeny: {
    name: "TOOLS_DENY",
    meaning: "Never these tools, nor resources and prompts that read the same; wins over TOOLS_ALLOW and TOOLSETS.",
    right: "a list of tool names",
    example: "get_attachment,save_wiki_page",
    value: toolNames,
  },
  instructionsFile: {
    name: "INSTRUCTIONS_FILE",
    meaning:
      "Text file with your own rules for the model, at most 4,000 characters; added to the server's instructions.",
    right: "the path of a text file of 1 to 4,000 characters",
    example: "/etc/redmine-fastmcp/rules.md",
    value: filePath,
  },
} as const satisfies Record<string, Setting>;

const maxInstructions = 4_000; // characters: every conversation carries them

/** The operator's rules. Throws ConfigError. */
export function readInstructions(path: string | undefined, readFile: ReadFile): string | undefined {
  if (path === undefined) return undefined;
  const { name, right } = toolRows.instructionsFile;
  const refuse = (why: string) => new ConfigError(name, `${name} is ${shown(path)}, which ${why}: it must be ${right}`);

  let text: string;
  try {
    text = readFile(path).trim();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    throw refuse(`cannot be read (${code})`);
  }
  if (text === "") throw refuse("is empty");
  if (text.length > maxInstructions) throw refuse(`has ${text.length} characters`);
  if (text.includes("\ufffd") || text.includes("\0")) throw refuse("is not a text in UTF-8");
  return text;
}
