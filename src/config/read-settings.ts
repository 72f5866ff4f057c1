import { ConfigError } from "./config-error.ts";
import { shown } from "./redact.ts";
import { flagOf, type Known, type Machine, type Need, type Setting } from "./setting.ts";
import type { SourcedText, Sources } from "./sources.ts";
import { reasonIn } from "./values.ts";

/** Values by the table's keys; what is not set and has no default is left out. Throws ConfigError at the first fault. */
export function readSettings(
  table: Readonly<Record<string, Setting>>,
  sources: Sources,
  machine: Machine,
): { values: Record<string, unknown>; requireFor(need: Exclude<Need, "always">): void } {
  const values: Record<string, unknown> = {};
  const settingTexts: Record<string, string | undefined> = {};

  for (const [key, row] of Object.entries(table)) {
    const sourced = sources.textOf(row) ?? defaultOf(row, settingTexts, machine);
    if (sourced === undefined && row.neededFor === "always") throw missing(row);
    if (sourced === undefined) continue;
    values[key] = readValue(row, sourced);
    settingTexts[row.name] = sourced.text;
  }

  function requireFor(need: Exclude<Need, "always">): void {
    const row = Object.values(table).find((candidate) => candidate.neededFor === need && !settingTexts[candidate.name]);
    if (row) throw missing(row);
  }

  return { values, requireFor };
}

function missing(row: Setting): ConfigError {
  return new ConfigError(row.name, `${row.name} is missing: ${rightValue(row)}; ${howToSet(row)}`, { missing: true });
}

/** A setting that is well-formed and yet cannot be used. */
export function unusable(row: Setting, why: string): ConfigError {
  return new ConfigError(row.name, `${row.name} ${why}: ${rightValue(row)}`);
}

function defaultOf(row: Setting, known: Known, machine: Machine): SourcedText | undefined {
  const text = row.default ?? row.defaultFrom?.(known, machine);
  return text === undefined ? undefined : { text, from: "its default" };
}

function readValue(row: Setting, { text, from }: SourcedText): unknown {
  const parsed = row.value.safeParse(text);
  if (parsed.success) return parsed.data;

  const what = row.secret ? "is not usable" : `is ${shown(text)}`;
  const source = from === `${row.name}_FILE` ? from : `${row.name} from ${from}`;
  throw new ConfigError(row.name, `${source} ${what}${reasonIn(parsed.error)}: ${rightValue(row)}`);
}

function rightValue({ right, example }: Setting): string {
  return `it must be ${right}${example === undefined ? "" : `, for example ${example}`}`;
}

function howToSet({ name, secret }: Setting): string {
  if (!secret) return `set it in the environment, in .env or with --${flagOf(name)}`;
  return `set it in the environment or in .env, or ${name}_FILE to the path of a file that holds it`;
}
