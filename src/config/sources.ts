import { parse } from "dotenv";
import { nearMatch } from "../did-you-mean.ts";
import { ConfigError } from "./config-error.ts";
import type { Command, Environment, Setting } from "./setting.ts";

/** A setting's text and where it came from, in words. */
export interface SourcedText {
  text: string;
  from: string;
}

export interface Sources {
  textOf(row: Setting): SourcedText | undefined;
  /** Names that look like ours and are not. */
  readonly warnings: readonly string[];
}

/** Reads a file as text; throws as node:fs does. */
export type ReadFile = (path: string) => string;

interface SourceInputs {
  /** What the command itself decides: above everything. */
  fixed: Environment;
  flags: ReadonlyMap<string, string>;
  env: Environment;
  /** What the command likes better than the table's defaults: below everything. */
  preferred: Environment;
  readFile: ReadFile;
  /** Undefined: no such file is read. */
  envFile: EnvFile | undefined;
}

/** `required`: somebody named it, so it must be there. */
export interface EnvFile {
  path: string;
  required: boolean;
}

const ourPrefix = /^(REDMINE|MCP|OAUTH|TOKEN_STORE)_/;
/** In the environment, other programs' names look like ours (Kubernetes adds REDMINE_PORT); like these none does. */
const oursAnywhere = /^(READ|TOOLSET|METRICS)/i;

/** Where a setting comes from: flag, then environment, then .env. Throws ConfigError for what cannot be read. */
export function openSources(
  { fixed, flags, env, preferred, readFile, envFile }: SourceInputs,
  rows: readonly Setting[],
): Sources {
  const dotenv = envFile ? readDotenv(envFile, readFile) : {};
  const envFileName = envFile?.path ?? ".env";
  const sources: [string, (name: string) => string | undefined][] = [
    ["this command", (name) => fixed[name]],
    ["the command line", (name) => flags.get(name)],
    ["the environment", (name) => env[name]],
    [envFileName, (name) => dotenv[name]],
    ["this command's default", (name) => preferred[name]],
  ];

  function find(name: string): SourcedText | undefined {
    for (const [from, read] of sources) {
      const text = read(name)?.trim();
      if (text) return { text, from }; // `NAME=` is how compose files and .env.example say “not set”
    }
    return undefined;
  }

  function textOf(row: Setting): SourcedText | undefined {
    const direct = find(row.name);
    const file = row.secret && find(`${row.name}_FILE`);
    if (!file || direct?.from === "this command") return direct;
    if (direct) throw both(row.name, direct.from, file.from);

    return { text: readSecret(`${row.name}_FILE`, file.text, readFile), from: `${row.name}_FILE` };
  }

  return { textOf, warnings: oddNames({ names: Object.keys(dotenv), file: envFileName }, Object.keys(env), rows) };
}

function readDotenv({ path, required }: EnvFile, readFile: ReadFile): Environment {
  try {
    return parse(readFile(path));
  } catch (error) {
    const code = codeOf(error);
    if (!required && (code === "ENOENT" || code === "ENOTDIR")) return {};
    const fix = required ? "check the path after --env-file" : "make it readable for this user, or move it away";
    throw new ConfigError(path, `${path} cannot be read (${code}): ${fix}`);
  }
}

/** The path stays out of the messages: people put the secret itself there by mistake. */
function readSecret(name: string, path: string, readFile: ReadFile): string {
  let text: string;
  try {
    text = readFile(path).trim();
  } catch (error) {
    const wrong = `${name} names a file that cannot be read (${codeOf(error)})`;
    throw new ConfigError(name, `${wrong}: it must be the path of a file that holds only the secret`);
  }

  if (text === "") throw new ConfigError(name, `${name} names an empty file: it must hold the secret and nothing else`);
  return text;
}

function both(name: string, from: string, fileFrom: string): ConfigError {
  const where = `${name} (from ${from}) and ${name}_FILE (from ${fileFrom})`;
  return new ConfigError(name, `${where} are both set: keep one of them`);
}

function oddNames(
  inFile: { names: readonly string[]; file: string },
  inEnvironment: readonly string[],
  rows: readonly Setting[],
): string[] {
  const ours = rows.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  const odd = (name: string, place: string, isOurs: boolean) => {
    if (ours.includes(name)) return [];
    const near = nearMatch(name, ours);
    if (near !== undefined) return [`${name} in ${place} is not a setting; did you mean ${near}?`];
    return isOurs ? [`${name} in ${place} is not a setting`] : [];
  };

  return [
    ...inFile.names.flatMap((name) => odd(name, inFile.file, ourPrefix.test(name))),
    ...inEnvironment.filter((name) => oursAnywhere.test(name)).flatMap((name) => odd(name, "the environment", false)),
  ];
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unreadable";
}

/**
 * `stdio` is started by a client in any folder, such as a repository of strangers: a `.env` there must not send the API
 * key elsewhere or turn tools on. So it reads only the file that --env-file names.
 */
export function envFileOf(command: Command, options: ReadonlyMap<string, string>): EnvFile | undefined {
  const path = options.get("env-file");
  if (path !== undefined) return { path, required: true };
  return command === "stdio" ? undefined : { path: ".env", required: false };
}
