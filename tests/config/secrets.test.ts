import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/config-error.ts";
import { flagOf, type Setting } from "../../src/config/setting.ts";
import { settingRows, settingsTable } from "../../src/config.ts";
import { Secret } from "../../src/secret.ts";
import { type Given, load, needed, refusal, withEnv } from "../support/settings.ts";

describe("secrets in files", () => {
  const env = { ...needed, REDMINE_CLIENT_SECRET: undefined, REDMINE_CLIENT_SECRET_FILE: "run/secret" };

  test("NAME_FILE names a file with the secret; the line end does not count", () => {
    expect(load({ env, files: { "run/secret": "hush\n" } }).redmineClientSecret?.reveal()).toBe("hush");
  });

  test("the name and its file together are refused", () => {
    expect(refusal({ env: { ...env, REDMINE_CLIENT_SECRET: "a" }, files: { "run/secret": "b" } })).toBe(
      "REDMINE_CLIENT_SECRET (from the environment) and REDMINE_CLIENT_SECRET_FILE (from the environment) are both set: keep one of them",
    );
  });

  test("a missing, an empty and an unfit file are refused by the name of the setting", () => {
    expect(refusal({ env })).toMatch(
      /^REDMINE_CLIENT_SECRET_FILE names a file that cannot be read \(ENOENT\): it must be/,
    );
    expect(refusal({ env, files: { "run/secret": " \n" } })).toMatch(/^REDMINE_CLIENT_SECRET_FILE names an empty file/);
    expect(refusal({ env, files: { "run/secret": "a\nb" } })).toMatch(
      /^REDMINE_CLIENT_SECRET_FILE is not usable: it must be/,
    );
  });
});

describe("secrets", () => {
  const secretRows = settingRows.filter((row) => row.secret);

  test("are those settings whose values are Secret objects", () => {
    const config = withEnv({ REDMINE_API_KEY: "k" });
    const wrapped = Object.entries(settingsTable).filter(([key]) => Reflect.get(config, key) instanceof Secret);

    expect(wrapped.map(([, row]) => row.name)).toEqual(secretRows.map((row) => row.name));
  });

  /** Every way to give one, right or wrong. */
  const ways: [string, (row: Setting, text: string) => Given][] = [
    ["environment", (row, text) => ({ env: { ...needed, [row.name]: text } })],
    [".env", (row, text) => ({ files: { ".env": `${row.name}="${text}"` } })],
    ["flag", (row, text) => ({ argv: [`--${flagOf(row.name)}`, text] })],
    ["flag with =", (row, text) => ({ argv: [`--${flagOf(row.name)}=${text}`] })],
    ["mistyped flag", (row, text) => ({ argv: [`--${flagOf(row.name)}x=${text}`] })],
    [
      "file",
      (row, text) => ({ env: { ...needed, [row.name]: undefined, [`${row.name}_FILE`]: "f" }, files: { f: text } }),
    ],
    [
      "in place of the file's path",
      (row, text) => ({ env: { ...needed, [row.name]: undefined, [`${row.name}_FILE`]: text } }),
    ],
    ["twice", (row, text) => ({ env: { ...needed, [row.name]: text, [`${row.name}_FILE`]: text } })],
  ];

  test.each(secretRows.flatMap((row) => ways.map(([way, give]) => [row.name, way, row, give] as const)))(
    "%s by %s is shown neither by the config nor by an error",
    (_name, _way, row, give) => {
      const odd = fc.constantFrom("", " ", "\n", "é", "#", "//", "redis://h:1/", "redis://x:", "sqlite://", "@", "?");
      fc.assert(
        fc.property(odd, odd, (before, after) => {
          const text = `${before}hush-hush${after}`;
          let told: string;
          try {
            const config = load(give(row, text));
            told =
              inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config) + String(config.tokenStoreUrl);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
            told = inspect(error, { depth: 9, showHidden: true });
          }
          expect(told).not.toContain("hush-hush");
        }),
      );
    },
  );
});
