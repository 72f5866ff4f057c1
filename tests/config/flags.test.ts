import { describe, expect, test } from "vitest";
import { flagOf } from "../../src/config/setting.ts";
import { settingRows } from "../../src/config.ts";
import { load, needed, refusal } from "../support/settings.ts";

describe("flags", () => {
  test.each(
    settingRows.filter((row) => !row.switch && !row.secret && row.example).map((row) => [row.name, row] as const),
  )("%s has a flag, with = and without", (name, row) => {
    const example = row.example ?? "";
    const flag = `--${flagOf(name)}`;

    const files = { [example]: "what a setting that names a file finds there" };
    expect(load({ argv: [`${flag}=${example}`], files })).toEqual(load({ argv: [flag, example], files }));
    expect(load({ argv: [flag, example], files })).toEqual(load({ env: { ...needed, [name]: example }, files }));
  });

  test.each([
    [["--read-only"], true],
    [["--read-only=false"], false],
    [["--no-read-only"], false],
    [["--no-read-only", "--read-only"], true],
  ])("%j sets READ_ONLY to %s", (argv, readOnly) => {
    expect(load({ argv, env: { ...needed, READ_ONLY: String(!readOnly) } }).readOnly).toBe(readOnly);
  });

  test.each([
    [["--redmine-ulr", "x"], "there is no flag “--redmine-ulr”: did you mean --redmine-url?"],
    [["--readonly"], "there is no flag “--readonly”: did you mean --read-only?"],
    [["--hlep"], "there is no flag “--hlep”: did you mean --help?"],
    [["--verbose"], "there is no flag “--verbose”: --help lists all there are"],
    [["--port", "1"], "there is no flag “--port”: did you mean --mcp-port?"],
    [["--base-url=x"], "there is no flag “--base-url”: did you mean --mcp-base-url?"],
    [["-x"], "there is no flag “-x”: --help lists all there are"],
    [["--redmine-url"], "--redmine-url needs a value: the base URL of your Redmine"],
    [["--redmine-url", "--read-only"], "--redmine-url needs a value: the base URL of your Redmine"],
    [["--redmine-url="], "--redmine-url needs a value: the base URL of your Redmine"],
  ])("%j is refused", (argv, message) => {
    expect(refusal({ argv })).toBe(message);
  });

  test("a value that begins with a hyphen is given with =", () => {
    expect(load({ argv: ["--redmine-client-id=-abc"] }).redmineClientId).toBe("-abc");
  });

  test("a secret as a flag is refused, with the ways that are not seen by others", () => {
    expect(refusal({ argv: ["--redmine-client-secret", "hush"] })).toBe(
      "--redmine-client-secret is refused, because every user of this machine can read a command line: set " +
        "REDMINE_CLIENT_SECRET in the environment or .env, or REDMINE_CLIENT_SECRET_FILE to the path of a file that holds it",
    );
  });

  test("a store URL may be a flag as long as it holds no password", () => {
    expect(load({ argv: ["--token-store-url", "memory:"] }).tokenStoreUrl.reveal()).toBe("memory:");
    expect(refusal({ argv: ["--token-store-url=redis://:hush@h"] })).toMatch(/^--token-store-url is refused/);
  });

  test("the file of a secret may be a flag", () => {
    const { REDMINE_CLIENT_SECRET: _, ...env } = needed;
    const config = load({
      env,
      argv: ["--redmine-client-secret-file", "secret"],
      files: { secret: "from file\n".replace(" ", "-") },
    });

    expect(config.redmineClientSecret?.reveal()).toBe("from-file");
  });
});
