import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { readCommandLine } from "./config/flags.ts";
import { operationsSettings } from "./config/operations-settings.ts";
import { readSettings, unusable } from "./config/read-settings.ts";
import type { Command, Environment, Known, Machine, Setting } from "./config/setting.ts";
import { envFileOf, openSources, type ReadFile } from "./config/sources.ts";
import { stateDirectory } from "./config/state-directory.ts";
import { readInstructions, toolRows } from "./config/tool-rows.ts";
import { ownUrl, redirectList, storeUrl, webUrl } from "./config/urls.ts";
import { hostToListenOn, oneOf, oneWord, onOff, scopeList, secretWord, wholeNumber } from "./config/values.ts";

/** The only source of settings. A default may use what stands above it. */
export const settingsTable = {
  redmineUrl: {
    name: "REDMINE_URL",
    meaning: "Base URL of Redmine as this server calls it; a path is allowed.",
    right: "the base URL of your Redmine",
    example: "https://redmine.example.com",
    value: webUrl,
    neededFor: "always",
  },
  redminePublicUrl: {
    name: "REDMINE_PUBLIC_URL",
    meaning: "Base URL of Redmine in a browser, if it differs.",
    right: "the URL under which people open your Redmine",
    example: "https://redmine.example.com",
    value: webUrl,
    defaultFrom: (known: Known) => known.REDMINE_URL ?? "",
    defaultText: "REDMINE_URL",
  },
  redmineClientId: {
    name: "REDMINE_CLIENT_ID",
    meaning: "UID of the OAuth application registered in Redmine (Administration → Applications).",
    right: "the UID that Redmine shows for the OAuth application",
    example: "Wk1h5wY3jzU0v2QeTqkBb9cFZp8n4s7aXrLdGm6oHiE",
    value: oneWord,
    neededFor: "oauth",
  },
  redmineClientSecret: {
    name: "REDMINE_CLIENT_SECRET",
    meaning: "Secret of the same application.",
    right: "the secret that Redmine showed when the OAuth application was saved",
    value: secretWord,
    neededFor: "oauth",
    secret: "whole",
  },
  redmineScopes: {
    name: "REDMINE_SCOPES",
    meaning:
      "Redmine permissions that may be requested, separated by commas or spaces; tools that need others are hidden. Without set_issues_private, new issues are public even in trackers that are private by default (Redmine 7.0).",
    right: "a list of Redmine's permission names",
    example: "view_project,search_project,view_issues,add_issues",
    value: scopeList,
    defaultText: "what the enabled tools need",
  },
  redmineAuth: {
    name: "REDMINE_AUTH",
    meaning:
      "How people sign in: oauth (Redmine 6.1 and later) or api-key (older Redmine: the sign-in page asks for their API key).",
    right: "oauth or api-key",
    example: "api-key",
    value: oneOf("oauth", "api-key"),
    default: "oauth",
  },
  redmineConnections: {
    name: "REDMINE_CONNECTIONS",
    meaning:
      "Most simultaneous requests to Redmine, besides 4 for sign-ins. Use no more than its Ruby processes have threads. One of each 8 is for pages and exports.",
    right: "a whole number from 1 to 100",
    example: "16",
    value: wholeNumber(1, 100),
    default: "8",
  },
  redmineApiKey: {
    name: "REDMINE_API_KEY",
    meaning: "Your own API key in Redmine (My account → API access key), used by stdio.",
    right: "the API key that Redmine shows under My account",
    value: secretWord,
    neededFor: "stdio",
    secret: "whole",
  },
  host: {
    name: "MCP_HOST",
    meaning: "Address to listen on; 0.0.0.0 is every IPv4 address of the machine.",
    right: "an address or host name of this machine",
    example: "0.0.0.0",
    value: hostToListenOn,
    default: "127.0.0.1",
  },
  port: {
    name: "MCP_PORT",
    meaning: "Port to listen on; 0 takes a free one.",
    right: "a whole number from 0 to 65535",
    example: "8080",
    value: wholeNumber(0, 65_535),
    default: "8000",
  },
  baseUrl: {
    name: "MCP_BASE_URL",
    meaning: "Public URL of this server, without /mcp; a path is allowed. Must be https, except on localhost.",
    right: "the https URL under which clients reach this server",
    example: "https://mcp.example.com",
    value: ownUrl,
    defaultFrom: (known: Known) => `http://localhost:${known.MCP_PORT}`,
    defaultText: "http://localhost:MCP_PORT",
  },
  tokenStoreUrl: {
    name: "TOKEN_STORE_URL",
    meaning:
      "Where sign-ins are stored, encrypted: sqlite://path, redis://… (rediss:// with TLS), redis+sentinel://…, redis+cluster://… or memory: (lost on exit).",
    right: "sqlite://path, redis://host, redis+sentinel://…, redis+cluster://… (rediss with TLS) or memory:",
    example: "redis://localhost:6379",
    value: storeUrl,
    defaultFrom: (_: Known, machine: Machine) => `sqlite://${join(stateDirectory(machine), "tokens.sqlite")}`,
    defaultText: "an sqlite:// file in your state directory",
    secret: "password in it",
  },
  oauthRedirectUris: {
    name: "OAUTH_REDIRECT_URIS",
    meaning:
      "Additional redirect URIs that clients may use, matched exactly; loopback and the well-known clients are built in.",
    right: "a list of redirect URIs with https, a private scheme, or http on loopback",
    example: "https://chat.example.com/oauth/callback",
    value: redirectList,
    default: "",
  },
  oauthConsent: {
    name: "OAUTH_CONSENT",
    meaning:
      "Consent page of this server: auto (for clients that are not verified), always, or never (closed deployments).",
    right: "auto, always or never",
    example: "always",
    value: oneOf("auto", "always", "never"),
    default: "auto",
  },
  oauthCimd: {
    name: "OAUTH_CIMD",
    meaning: "Fetch client ID metadata documents; turn off without outbound access (common clients are built in).",
    right: "true or false",
    example: "false",
    value: onOff,
    default: "true",
    switch: true,
  },
  ...toolRows,
  maxJournalEntries: {
    name: "MAX_JOURNAL_ENTRIES",
    meaning: "Number of newest notes that get_issue_details shows.",
    right: "a whole number from 1 to 500",
    example: "10",
    value: wholeNumber(1, 500),
    default: "25",
  },
  ...operationsSettings,
} as const satisfies Record<string, Setting>;

export const settingRows: readonly Setting[] = Object.values(settingsTable);

type Table = typeof settingsTable;
type Key = keyof Table;
type AlwaysThere = { neededFor: "always" } | { default: string } | { defaultFrom: unknown };
type Present = { [K in Key]: Table[K] extends AlwaysThere ? K : never }[Key];
type Values = { readonly [K in Present]: z.output<Table[K]["value"]> } & {
  readonly [K in Exclude<Key, Present>]?: z.output<Table[K]["value"]>;
};

/** Frozen. URLs have no slash at their end; `warnings` are sentences for the log. */
export interface Config extends Values {
  readonly warnings: readonly string[];
  /** What INSTRUCTIONS_FILE holds. */
  readonly instructions: string | undefined;
}

export interface ConfigSources {
  command: Command;
  /** Arguments after the program's name, the command among them. */
  argv: readonly string[];
  env: Environment;
  cwd?: string;
  readFile?: ReadFile;
  /** What the command itself decides, by setting name: the demo brings its own Redmine. Above every other source. */
  fixed?: Environment;
  /** What the command likes better than the table's defaults. Below every other source. */
  preferred?: Environment;
}

/** Reads the settings that a command needs. Throws ConfigError. */
export function loadConfig(call: ConfigSources): Config {
  const { command, argv, env, cwd = process.cwd(), fixed = {}, preferred = {}, ...rest } = call;
  const read = rest.readFile ?? ((path: string) => readFileSync(path, "utf8"));
  const { settings: flags, options } = readCommandLine(argv, settingRows);
  const readFile = (path: string) => read(resolve(cwd, path));
  const sources = openSources(
    { fixed, flags, env, preferred, readFile, envFile: envFileOf(command, options) },
    settingRows,
  );
  const machine = { env, platform: process.platform, home: env.HOME || homedir() };

  const { values, requireFor } = readSettings(settingsTable, sources, machine);
  const instructions = readInstructions(values.instructionsFile as string | undefined, readFile); // a path, by its row
  const config = { ...values, warnings: sources.warnings, instructions } as Config; // each value by its row's schema, and read-settings.ts threw if one that is always needed was missing
  if (command === "stdio") requireFor("stdio");
  else if (config.redmineAuth === "oauth") requireFor("oauth");
  if (config.metricsPort === config.port && config.port !== 0) {
    throw unusable(settingsTable.metricsPort, "is the same as MCP_PORT");
  }

  for (const value of Object.values(config)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze(config);
}
