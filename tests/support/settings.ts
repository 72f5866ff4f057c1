import { expect } from "vitest";
import { ConfigError } from "../../src/config/config-error.ts";
import { type Config, type ConfigSources, loadConfig } from "../../src/config.ts";

/** What serve cannot do without. */
export const needed = {
  REDMINE_URL: "https://redmine.example.com",
  REDMINE_CLIENT_ID: "client",
  REDMINE_CLIENT_SECRET: "s3cr3t",
};

export interface Given extends Partial<ConfigSources> {
  /** Files by path in the working directory, `.env` among them. */
  files?: Record<string, string>;
}

export function load({ files = {}, env = needed, ...rest }: Given = {}): Config {
  const readFile = (path: string) => {
    const text = files[path.replace(/^\/work-dir\//, "")];
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
    return text;
  };

  return loadConfig({
    command: "serve",
    argv: [],
    cwd: "/work-dir",
    readFile,
    env: { HOME: "/home/a", ...env },
    ...rest,
  });
}

/** The needed settings, with some set otherwise; undefined takes one away. */
export function withEnv(env: Record<string, string | undefined>): Config {
  return load({ env: { ...needed, ...env } });
}

/** The message of the ConfigError. */
export function refusal(given: Given): string {
  try {
    load(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : "";
  }
  throw new Error("it was accepted");
}

export function envRefusal(env: Record<string, string | undefined>): string {
  return refusal({ env: { ...needed, ...env } });
}
