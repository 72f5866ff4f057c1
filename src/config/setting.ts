import type { z } from "zod";

/** The commands that read settings, as they are typed. */
export type Command = "serve" | "stdio" | "demo" | "doctor" | "init";

/** What may make a setting necessary. */
export type Need = "always" | "stdio" | "oauth";

/** One row of the settings table: everything that anybody needs to know about a setting. */
export interface Setting {
  readonly name: string;
  /** A sentence for people; `--help`, the README and .env.example show it. */
  readonly meaning: string;
  /** Completes the sentence “it must be …”. */
  readonly right: string;
  readonly example?: string;
  readonly value: z.ZodType<unknown, string>;
  readonly default?: string;
  /** A default that follows from the machine or from settings above this one; `defaultText` tells people. */
  readonly defaultFrom?: (known: Known, machine: Machine) => string;
  readonly defaultText?: string;
  readonly neededFor?: Need;
  /** `whole`: the value is a secret. `password in it`: a URL that may hold one. Neither is ever shown. */
  readonly secret?: "whole" | "password in it";
  /** As a flag it stands alone: `--read-only`, `--no-read-only`. */
  readonly switch?: true;
}

/** Texts of the settings read so far, by name. */
export type Known = Readonly<Record<string, string | undefined>>;

export interface Machine {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** REDMINE_URL → redmine-url */
export function flagOf(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
