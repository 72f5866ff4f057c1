import { describe, expect, test } from "vitest";
import { stateDirectory } from "../src/config/state-directory.ts";
import { envRefusal, load, needed, refusal, withEnv } from "./support/settings.ts";

describe("defaults", () => {
  test("three settings are enough to serve", () => {
    const { redmineClientSecret, tokenStoreUrl, ...config } = load();

    expect(redmineClientSecret?.reveal()).toBe("s3cr3t");
    expect(tokenStoreUrl.reveal()).toMatch(/^sqlite:\/\/\/home\/a\/.*tokens\.sqlite$/);
    expect(config).toMatchInlineSnapshot(`
      {
        "adminPage": true,
        "baseUrl": "http://localhost:8000",
        "host": "127.0.0.1",
        "instructions": undefined,
        "logLevel": "info",
        "maxJournalEntries": 25,
        "metricsHost": "127.0.0.1",
        "oauthCimd": true,
        "oauthConsent": "auto",
        "oauthRedirectUris": [],
        "port": 8000,
        "readOnly": false,
        "redmineAuth": "oauth",
        "redmineClientId": "client",
        "redmineConnections": 8,
        "redminePublicUrl": "https://redmine.example.com",
        "redmineUrl": "https://redmine.example.com",
        "toolsets": [
          "core",
        ],
        "warnings": [],
      }
    `);
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
    const text =
      "REDMINE_ULR=x\nMCP_PROT=1\nOAUTH_FOO_BAR_BAZ=1\nTOKEN_STORE_URL_FILE_=x\nDATABASE_URL=y\nREADONLY=1\n" +
      "TOOLSET=core\nloglevel=debug\nNODE_ENV=production\nREDIS_URL=z\nOTEL_LOG_LEVEL=info";
    const { warnings } = load({ files: { ".env": text } });

    expect(warnings).toEqual([
      "REDMINE_ULR in .env is not a setting; did you mean REDMINE_URL?",
      "MCP_PROT in .env is not a setting; did you mean MCP_PORT?",
      "OAUTH_FOO_BAR_BAZ in .env is not a setting",
      "TOKEN_STORE_URL_FILE_ in .env is not a setting; did you mean TOKEN_STORE_URL_FILE?",
      "READONLY in .env is not a setting; did you mean READ_ONLY?",
      "TOOLSET in .env is not a setting; did you mean TOOLSETS?",
      "loglevel in .env is not a setting; did you mean LOG_LEVEL?",
    ]);
  });

  test("unknown names in the environment are nobody's business", () => {
    expect(withEnv({ REDMINE_ULR: "x", MCP_FOO: "y", READTHEDOCS: "z" }).warnings).toEqual([]);
  });

  test("but for those that can only be a mistyped setting: a switch that is off unnoticed does harm", () => {
    expect(withEnv({ READONLY: "true", TOOLSET: "core", METRIC_PORT: "1", METRICSPORT: "2" }).warnings).toEqual([
      "READONLY in the environment is not a setting; did you mean READ_ONLY?",
      "TOOLSET in the environment is not a setting; did you mean TOOLSETS?",
      "METRICSPORT in the environment is not a setting; did you mean METRICS_PORT?",
    ]);
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

  test("stdio, which clients start in any folder, reads a .env only where it is named", () => {
    const files = {
      ".env": "REDMINE_URL=https://thief.example\nTOOLSETS=all\nREADONLY=1\nMAX_JOURNAL_ENTRIES=3",
      "mine.env": "REDMINE_URL=https://mine.example\nTOOLSETS=core,time",
    };
    const env = { REDMINE_API_KEY: "k" };
    const stdio = { command: "stdio", files } as const;

    expect(refusal({ ...stdio, env })).toMatch(/^REDMINE_URL is missing/);
    expect(load({ ...stdio, env: { ...env, REDMINE_URL: needed.REDMINE_URL } })).toMatchObject({
      redmineUrl: needed.REDMINE_URL,
      toolsets: ["core"],
      maxJournalEntries: 25,
      warnings: [],
    });
    expect(load({ ...stdio, env, argv: ["stdio", "--env-file", "mine.env"] })).toMatchObject({
      redmineUrl: "https://mine.example",
      toolsets: ["core", "time"],
    });
  });

  test("a file named by --env-file must be there", () => {
    expect(refusal({ argv: ["serve", "--env-file=no.env"] })).toBe(
      "no.env cannot be read (ENOENT): check the path after --env-file",
    );
  });

  test("the demo needs nothing from anybody", () => {
    const fixed = { REDMINE_URL: "http://127.0.0.1:4", REDMINE_CLIENT_ID: "demo", REDMINE_CLIENT_SECRET: "demo" };
    expect(load({ command: "demo", env: {}, fixed }).redmineClientId).toBe("demo");
  });
});
