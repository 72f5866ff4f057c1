import type { Need, Setting } from "./config/setting.ts";

const width = 100;
const column = 27;

/** What `--help` prints: everything in it comes from the tables of commands and settings. */
export function helpText(
  commands: Readonly<Record<string, { meaning: string }>>,
  settings: readonly Setting[],
  version: string,
): string {
  return `redmine-fastmcp ${version}
Remote MCP server for Redmine: everyone signs in with their own account.

Usage: redmine-fastmcp [command] [flags]

Commands:
${Object.entries(commands)
  .map(([name, { meaning }]) => entry(name, meaning))
  .join("")}
Settings are environment variables, lines in .env, or flags: REDMINE_URL is --redmine-url.
Precedence: flag, then environment, then .env. Secrets (*) are not accepted as flags; use NAME_FILE
to read the value from a file.

${settings.map((row) => entry(row.secret ? `${row.name} *` : row.name, `${row.meaning} ${presence(row)}`)).join("")}
Flags:
${entry("--help, -h", "Print this text.")}${entry("--version, -v", "Print the version.")}${entry("--env-file FILE", "Read settings from FILE instead of .env; stdio reads no file without it.")}
Examples:
  redmine-fastmcp --redmine-url https://redmine.example.com --mcp-base-url https://mcp.example.com
  REDMINE_CLIENT_SECRET_FILE=/run/secrets/redmine redmine-fastmcp --read-only
`;
}

const requirements = {
  always: "(required)",
  oauth: "(required to serve with OAuth)",
  stdio: "(required for stdio)",
} as const satisfies Record<Need, string>;

/** Whether it must be set, or what holds when it is not; in brackets. */
export function presence(row: Setting): string {
  if (row.neededFor) return requirements[row.neededFor];
  return row.defaultText || row.default ? `(default: ${row.defaultText ?? row.default})` : "(default: none)";
}

function entry(name: string, text: string): string {
  const indent = " ".repeat(column);
  return `  ${name.padEnd(column - 2)}${wrapped(text, width - column).join(`\n${indent}`)}\n`;
}

/** The text in lines of at most `columns` characters. A longer word gets its own line. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }

  return lines;
}
