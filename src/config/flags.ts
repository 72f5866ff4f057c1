import { parseArgs } from "node:util";
import { nearMatch } from "../did-you-mean.ts";
import { ConfigError } from "./config-error.ts";
import { shown } from "./redact.ts";
import { flagOf, type Setting } from "./setting.ts";

export interface CommandLine {
  /** What is not a flag: the command, if it was named. */
  readonly words: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
  /** Texts of settings by name; `NAME_FILE` for secrets. */
  readonly settings: ReadonlyMap<string, string>;
  /** Values of flags that are no settings, by their names; "" where one stands alone. */
  readonly options: ReadonlyMap<string, string>;
}

const ownFlags = { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } } as const;

/** Flags that are no settings; command-line.ts says which command takes which. */
const commandFlags = {
  user: { type: "string" },
  all: { type: "boolean" },
  "env-file": { type: "string" },
} as const;

/** Reads the arguments after the program's name. Throws ConfigError. */
export function readCommandLine(argv: readonly string[], rows: readonly Setting[]): CommandLine {
  const flags = new Map(rows.flatMap(flagsOf));
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: {
      ...ownFlags,
      ...commandFlags,
      ...Object.fromEntries([...flags].map(([flag, { type }]) => [flag, { type }])),
    },
    strict: false, // its own errors quote what was given, and that may be a secret
    allowPositionals: true,
    tokens: true,
  });

  const settings = new Map<string, string>();
  const present = new Set<string>();
  const options = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const flag = flags.get(token.name);
    if (flag !== undefined) settings.set(flag.name, flag.read(flagValue(token)));
    else if (Object.hasOwn(ownFlags, token.name)) present.add(token.name);
    else if (token.name === "all") options.set("all", "");
    else if (token.name === "env-file") {
      options.set("env-file", flagValue(token) ?? refuse("env-file", "needs the path of a file such as .env"));
    } else if (token.name === "user")
      options.set("user", flagValue(token) ?? refuse("user", "needs a user's id in Redmine"));
    else throw unknownFlag(token.rawName, [...Object.keys(ownFlags), ...Object.keys(commandFlags), ...flags.keys()]);
  }

  return {
    words: positionals,
    help: present.has("help"),
    version: present.has("version"),
    settings,
    options,
  };
}

interface Flag {
  type: "string" | "boolean";
  name: string;
  /** The setting's text from the flag's value; undefined when it stands alone. */
  read(value: string | undefined): string;
}

function flagsOf(row: Setting): [string, Flag][] {
  const { name } = row;
  const flag = flagOf(name);
  if (row.switch) {
    return [
      [flag, { type: "boolean", name, read: (value) => value ?? "true" }],
      [`no-${flag}`, { type: "boolean", name, read: () => "false" }],
    ];
  }

  const needed = (value: string | undefined) => value ?? refuse(flag, `needs a value: ${row.right}`);
  if (!row.secret) return [[flag, { type: "string", name, read: needed }]];

  const neededPath = (value: string | undefined) =>
    value ?? refuse(`${flag}-file`, `needs the path of a file that holds ${name}`);
  return [
    [flag, { type: "string", name, read: (value) => withoutSecret(flag, row, needed(value)) }],
    [`${flag}-file`, { type: "string", name: `${name}_FILE`, read: neededPath }],
  ];
}

/** In `--redmine-url --read-only` the second is no value; one that begins with a hyphen is written `--name=-value`. */
function flagValue({ value, inlineValue }: { value?: string | undefined; inlineValue?: boolean | undefined }) {
  if (value === undefined || value.trim() === "") return undefined;
  return value.startsWith("-") && !inlineValue ? undefined : value;
}

/** A command line is visible to every user of the machine (`ps`). */
function withoutSecret(flag: string, row: Setting, value: string): string {
  if (row.secret === "password in it" && !value.includes("@")) return value;

  const instead = `set ${row.name} in the environment or .env, or ${row.name}_FILE to the path of a file that holds it`;
  return refuse(flag, `is refused, because every user of this machine can read a command line: ${instead}`);
}

function refuse(flag: string, why: string): never {
  throw new ConfigError(`--${flag}`, `--${flag} ${why}`);
}

function unknownFlag(rawName: string, flags: readonly string[]): ConfigError {
  const word = rawName.replace(/^-+/, "");
  const near = nearMatch(word, flags) ?? flags.find((flag) => flag.endsWith(`-${word}`)); // --port
  const hint = near === undefined ? "--help lists all there are" : `did you mean --${near}?`;

  return new ConfigError(rawName, `there is no flag ${shown(rawName)}: ${hint}`);
}
