import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../src/config/config-error.ts";
import { flagOf, type Setting } from "../src/config/setting.ts";
import { stateDirectory } from "../src/config/state-directory.ts";
import { toolsets } from "../src/config/toolsets.ts";
import { type Config, type ConfigSources, loadConfig, settingRows, settingsTable } from "../src/config.ts";
import { Secret } from "../src/secret.ts";
import { toolsets as toolsetsOfTools } from "../src/tools/tool.ts";

const needed = {
  REDMINE_URL: "https://redmine.example.com",
  REDMINE_CLIENT_ID: "client",
  REDMINE_CLIENT_SECRET: "s3cr3t",
};

interface Given extends Partial<ConfigSources> {
  /** Files by path in the working directory, `.env` among them. */
  files?: Record<string, string>;
}

function load({ files = {}, env = needed, ...rest }: Given = {}): Config {
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

/** The settings needed, with some set otherwise; undefined takes one away. */
function withEnv(env: Record<string, string | undefined>): Config {
  return load({ env: { ...needed, ...env } });
}

function refusal(given: Given): string {
  try {
    load(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : "";
  }
  throw new Error("it was accepted");
}

function envRefusal(env: Record<string, string | undefined>): string {
  return refusal({ env: { ...needed, ...env } });
}

describe("defaults", () => {
  test("three settings are enough to serve", () => {
    const { redmineClientSecret, tokenStoreUrl, ...config } = load();

    expect(redmineClientSecret?.reveal()).toBe("s3cr3t");
    expect(tokenStoreUrl.reveal()).toMatch(/^sqlite:\/\/\/home\/a\/.*tokens\.sqlite$/);
    expect(config).toEqual({
      redmineUrl: "https://redmine.example.com",
      redminePublicUrl: "https://redmine.example.com",
      redmineClientId: "client",
      redmineAuth: "oauth",
      host: "127.0.0.1",
      port: 8000,
      baseUrl: "http://localhost:8000",
      oauthRedirectUris: [],
      oauthConsent: "auto",
      oauthCimd: true,
      readOnly: false,
      toolsets: ["core"],
      maxJournalEntries: 25,
      logLevel: "info",
      warnings: [],
    });
  });

  test("the public URL of this server follows the port", () => {
    expect(withEnv({ MCP_PORT: "9000" }).baseUrl).toBe("http://localhost:9000");
  });

  test("the config is frozen, lists included", () => {
    const config = withEnv({ TOOLSETS: "core,time" });

    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.values(config).filter(Array.isArray).every(Object.isFrozen)).toBe(true);
  });

  test.each([
    ["linux", {}, "/home/a/.local/state/redmine-fastmcp"],
    ["linux", { XDG_STATE_HOME: "/data" }, "/data/redmine-fastmcp"],
    ["linux", { XDG_STATE_HOME: "relative" }, "/home/a/.local/state/redmine-fastmcp"],
    ["darwin", {}, "/home/a/Library/Application Support/redmine-fastmcp"],
    ["win32", { LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" }, "C:\\Users\\a\\AppData\\Local\\redmine-fastmcp"],
  ] as const)("on %s with %o the state directory is %s", (platform, env, directory) => {
    expect(stateDirectory({ platform, env, home: "/home/a" })).toBe(directory);
  });
});

describe("where a value comes from", () => {
  test("a flag counts more than the environment, and that more than .env", () => {
    const files = { ".env": "MCP_PORT=1\nMCP_HOST=from-dotenv\nMAX_JOURNAL_ENTRIES=3" };
    const env = { ...needed, MCP_PORT: "2", MCP_HOST: "from-env" };

    const config = load({ files, env, argv: ["serve", "--mcp-port", "4000"] });

    expect(config).toMatchObject({ port: 4000, host: "from-env", maxJournalEntries: 3 });
  });

  test("what the command itself decides counts most", () => {
    const fixed = { REDMINE_URL: "http://127.0.0.1:4", TOKEN_STORE_URL: "memory:" };
    const config = load({ command: "demo", fixed, argv: ["--redmine-url=https://other.example.com"] });

    expect(config.redmineUrl).toBe("http://127.0.0.1:4");
    expect(config.tokenStoreUrl.reveal()).toBe("memory:");
  });

  test("an empty value is no value", () => {
    expect(withEnv({ MCP_PORT: "", TOOLSETS: "  ", METRICS_PORT: "" })).toMatchObject({
      port: 8000,
      toolsets: ["core"],
    });
  });

  test("space around a value does not count", () => {
    expect(withEnv({ REDMINE_URL: " https://redmine.example.com \n" }).redmineUrl).toBe("https://redmine.example.com");
  });

  test("the process's own environment is not touched by .env", () => {
    const env = { ...needed };
    load({ env, files: { ".env": "MCP_HOST=h\nOTHER=1" } });

    expect(env).toEqual(needed);
    expect(process.env).not.toHaveProperty("OTHER");
  });

  test("a .env file of Windows is read: byte order mark, CRLF, quotes, export", () => {
    const text =
      "\uFEFFREDMINE_URL=https://r.example.com\r\nexport REDMINE_CLIENT_ID='id'\r\nREDMINE_CLIENT_SECRET=\"x#y\"\r\n";
    const config = load({ env: {}, files: { ".env": text } });

    expect(config).toMatchObject({ redmineUrl: "https://r.example.com", redmineClientId: "id" });
    expect(config.redmineClientSecret?.reveal()).toBe("x#y");
  });

  test("a .env that may not be read stops the start", () => {
    const readFile = () => {
      throw Object.assign(new Error("no"), { code: "EACCES" });
    };
    expect(refusal({ readFile })).toMatch(/^\.env cannot be read \(EACCES\)/);
  });

  test("names of our kind in .env that are no settings give a warning with what was meant", () => {
    const text = "REDMINE_ULR=x\nMCP_PROT=1\nOAUTH_FOO_BAR_BAZ=1\nTOKEN_STORE_URL_FILE_=x\nDATABASE_URL=y\nREADONLY=1";
    const { warnings } = load({ files: { ".env": text } });

    expect(warnings).toEqual([
      "REDMINE_ULR in .env is not a setting; did you mean REDMINE_URL?",
      "MCP_PROT in .env is not a setting; did you mean MCP_PORT?",
      "OAUTH_FOO_BAR_BAZ in .env is not a setting",
      "TOKEN_STORE_URL_FILE_ in .env is not a setting; did you mean TOKEN_STORE_URL_FILE?",
    ]);
  });

  test("unknown names in the environment are nobody's business", () => {
    expect(withEnv({ REDMINE_ULR: "x", MCP_FOO: "y" }).warnings).toEqual([]);
  });
});

describe("flags", () => {
  test.each(
    settingRows.filter((row) => !row.switch && !row.secret && row.example).map((row) => [row.name, row] as const),
  )("%s has a flag, with = and without", (name, row) => {
    const example = row.example ?? "";
    const flag = `--${flagOf(name)}`;

    expect(load({ argv: [`${flag}=${example}`] })).toEqual(load({ argv: [flag, example] }));
    expect(load({ argv: [flag, example] })).toEqual(withEnv({ [name]: example }));
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

describe("what a command needs", () => {
  test.each(["REDMINE_URL", "REDMINE_CLIENT_ID", "REDMINE_CLIENT_SECRET"])(
    "serve does not start without %s",
    (name) => {
      expect(envRefusal({ [name]: undefined })).toMatch(new RegExp(`^${name} is missing: it must be .*; set it in`));
    },
  );

  test("a missing setting is named with what it must be, an example and the ways to set it", () => {
    expect(envRefusal({ REDMINE_URL: undefined })).toBe(
      "REDMINE_URL is missing: it must be the base URL of your Redmine, for example https://redmine.example.com; " +
        "set it in the environment, in .env or with --redmine-url",
    );
  });

  test("with API keys, serve needs no OAuth application", () => {
    const config = load({ env: { REDMINE_URL: needed.REDMINE_URL, REDMINE_AUTH: "api-key" } });
    expect(config).toMatchObject({ redmineAuth: "api-key" });
    expect(config).not.toHaveProperty("redmineClientId");
  });

  test("stdio needs the URL and an API key, and nothing of OAuth", () => {
    const env = { REDMINE_URL: needed.REDMINE_URL };

    expect(refusal({ command: "stdio", env })).toMatch(/^REDMINE_API_KEY is missing/);
    expect(load({ command: "stdio", env: { ...env, REDMINE_API_KEY: "k" } }).redmineApiKey?.reveal()).toBe("k");
  });

  test("the demo needs nothing from anybody", () => {
    const fixed = { REDMINE_URL: "http://127.0.0.1:4", REDMINE_CLIENT_ID: "demo", REDMINE_CLIENT_SECRET: "demo" };
    expect(load({ command: "demo", env: {}, fixed }).redmineClientId).toBe("demo");
  });
});

describe("values", () => {
  test.each([
    ["https://redmine.example.com/", "https://redmine.example.com"],
    ["https://example.com/redmine//", "https://example.com/redmine"],
    ["HTTP://Redmine.Local:3000/Sub", "http://redmine.local:3000/Sub"],
    ["https://example.com:443/a/../b", "https://example.com/b"],
  ])("REDMINE_URL %s is taken as %s", (given, taken) => {
    expect(withEnv({ REDMINE_URL: given }).redmineUrl).toBe(taken);
  });

  test.each([
    ["REDMINE_URL", "redmine.example.com", "it does not begin with https:// or http://"],
    ["REDMINE_URL", "ftp://redmine.example.com", "it does not begin with https:// or http://"],
    ["REDMINE_URL", "https://", "it is not a URL"],
    ["REDMINE_URL", "https://a b/", "it is not a URL"],
    ["REDMINE_URL", "https://a/b c", "it has a space in it"],
    ["REDMINE_URL", "https://a/?x", "no query"],
    ["REDMINE_URL", "https://a/?", "no query"],
    ["REDMINE_URL", "https://a/#", "no fragment"],
    ["REDMINE_URL", "https://u@a/", "no user name and password"],
    ["REDMINE_PUBLIC_URL", "javascript:alert(1)", "it does not begin with"],
    ["MCP_BASE_URL", "http://mcp.example.com", "plain http is for localhost only"],
    ["MCP_BASE_URL", "http://192.168.0.1:8000", "plain http is for localhost only"],
    ["MCP_BASE_URL", "http://localhost.example.com", "plain http is for localhost only"],
    ["MCP_PORT", "65536", "a whole number from 0 to 65535"],
    ["MCP_PORT", "-1", "a whole number"],
    ["MCP_PORT", "80a", "a whole number"],
    ["MCP_PORT", "8e3", "a whole number"],
    ["MCP_HOST", "http://0.0.0.0", "an address or host name"],
    ["MAX_JOURNAL_ENTRIES", "0", "from 1 to 500"],
    ["MAX_JOURNAL_ENTRIES", "501", "from 1 to 500"],
    ["REDMINE_CLIENT_ID", "two words", "the application ID"],
    ["REDMINE_AUTH", "apikey", "did you mean api-key?"],
    ["OAUTH_CONSENT", "allways", "did you mean always?"],
    ["OAUTH_CIMD", "maybe", "true or false"],
    ["READ_ONLY", "2", "true or false"],
    ["LOG_LEVEL", "verbose", "trace, debug"],
    ["TOOLSETS", "core,plannig", "there is no toolset “plannig” (did you mean planning?)"],
    ["TOOLSETS", "everything", "there is no toolset “everything”"],
    ["REDMINE_SCOPES", "view_issues admin", "“admin” would give"],
    ["REDMINE_SCOPES", "view_issues;add_issues", "is not the name of a permission"],
    ["OAUTH_REDIRECT_URIS", "http://app.example.com/cb", "is plain http"],
    ["OAUTH_REDIRECT_URIS", "https://app.example.com/cb#x", "no fragment"],
    ["OAUTH_REDIRECT_URIS", "https://*.example.com/cb", "wildcard"],
    ["OAUTH_REDIRECT_URIS", "https://u:p@app.example.com/cb", "no user name and password"],
    ["OAUTH_REDIRECT_URIS", "javascript:alert(1)", "is not a scheme of a known program"],
    ["OAUTH_REDIRECT_URIS", "data:text/html,x", "is not a scheme of a known program"],
    ["OAUTH_REDIRECT_URIS", "app.example.com/cb", "is not a URL"],
    ["METRICS_PORT", "8000", "is the same as MCP_PORT"],
  ])("%s=%s is refused: %s", (name, value, reason) => {
    const message = envRefusal({ [name]: value });

    expect(message).toMatch(new RegExp(`^${name}\\b`));
    expect(message).toContain(reason);
    expect(message).toContain("it must be");
  });

  test.each([
    ["http://localhost:8000/", "http://localhost:8000"],
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000"],
    ["http://[::1]:8000/x/", "http://[::1]:8000/x"],
    ["https://mcp.example.com/redmine", "https://mcp.example.com/redmine"],
  ])("MCP_BASE_URL %s is taken as %s", (given, taken) => {
    expect(withEnv({ MCP_BASE_URL: given }).baseUrl).toBe(taken);
  });

  test("MCP_HOST takes an IPv6 address with and without brackets", () => {
    expect(withEnv({ MCP_HOST: "[::1]" }).host).toBe("::1");
    expect(withEnv({ MCP_HOST: "::" }).host).toBe("::");
  });

  test("redirect URIs are kept byte by byte", () => {
    const uris = "https://a.example.com/cb/, http://localhost/cb\ncom.example.app:/cb cursor://x/cb http://[::1]:1/";
    expect(withEnv({ OAUTH_REDIRECT_URIS: uris }).oauthRedirectUris).toEqual([
      "https://a.example.com/cb/",
      "http://localhost/cb",
      "com.example.app:/cb",
      "cursor://x/cb",
      "http://[::1]:1/",
    ]);
  });

  test("lists take commas and spaces, and each word once", () => {
    expect(withEnv({ REDMINE_SCOPES: "view_issues, add_issues view_issues" }).redmineScopes).toEqual([
      "view_issues",
      "add_issues",
    ]);
    expect(withEnv({ TOOLSETS: "Core, time,core" }).toolsets).toEqual(["core", "time"]);
  });

  test("all means every toolset, and the tools know the same ones", () => {
    expect(withEnv({ TOOLSETS: "core,all" }).toolsets).toEqual([...toolsets]);
    expect(toolsetsOfTools).toEqual(toolsets);
  });

  test.each(["sqlite://./x.db", "sqlite:///data/a b.db", "redis://h", "rediss://:p@h:6380/1", "memory:"])(
    "TOKEN_STORE_URL %s is taken",
    (url) => {
      expect(withEnv({ TOKEN_STORE_URL: url }).tokenStoreUrl.reveal()).toBe(url);
    },
  );

  test.each(["postgres://u:hush@h/d", "sqlite:", "sqlite://", "/data/x.db", "memory:x", "REDIS"])(
    "TOKEN_STORE_URL %s is refused, unquoted",
    (url) => {
      const message = envRefusal({ TOKEN_STORE_URL: url });
      expect(message).toBe(
        "TOKEN_STORE_URL from the environment is not usable; it names no kind of store: it must be sqlite://path, redis://host, " +
          "rediss://host or memory:, for example redis://localhost:6379",
      );
    },
  );
});

describe("a refusal", () => {
  test("says where the value came from", () => {
    expect(refusal({ files: { ".env": "MCP_PORT=x" } })).toMatch(
      /^MCP_PORT from \.env is “x”: it must be a whole number/,
    );
    expect(refusal({ argv: ["--mcp-port", "x"] })).toMatch(/^MCP_PORT from the command line is “x”/);
  });

  test("is one line without control characters, and cuts what is long", () => {
    const message = envRefusal({ MCP_PORT: `\u001b[31mred\r\nsecond line\u202e\u2028${"x".repeat(500)}` });

    expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(message.length).toBeLessThan(250);
  });

  test.each([
    ["REDMINE_URL", "https://alice:hush@redmine.example.com"],
    ["REDMINE_URL", "https://alice:hu/hush@redmine.example.com"],
    ["REDMINE_URL", "https://redmine.example.com/?key=hush"],
    ["REDMINE_URL", "https://redmine.example.com/#hush"],
    ["OAUTH_REDIRECT_URIS", "https://a:hush@b/"],
    ["OAUTH_REDIRECT_URIS", "http://b/?code=hush"],
  ])("does not repeat what a URL carries: %s=%s", (name, value) => {
    expect(envRefusal({ [name]: value })).not.toContain("hush");
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
