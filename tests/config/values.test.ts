import { describe, expect, test } from "vitest";
import { toolsets } from "../../src/config/toolsets.ts";
import { settingRows } from "../../src/config.ts";
import { envRefusal, refusal, withEnv } from "../support/settings.ts";

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
    ["MCP_PORT", "80a", "a whole number"],
    ["MCP_PORT", "8e3", "a whole number"],
    ["MCP_HOST", "http://0.0.0.0", "an address or host name"],
    ["REDMINE_CLIENT_ID", "two words", "the UID"],
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
    [
      "MCP_BASE_URL",
      "https://m.example/mcp",
      "it ends in /mcp, which the server adds itself; did you mean https://m.example?",
    ],
    ["MCP_BASE_URL", "http://localhost:8000/MCP//", "did you mean http://localhost:8000?"],
    ["METRICS_PORT", "8000", "is the same as MCP_PORT"],
  ])("%s=%s is refused: %s", (name, value, reason) => {
    const message = envRefusal({ [name]: value });

    expect(message).toMatch(new RegExp(`^${name}\\b`));
    expect(message).toContain(reason);
    expect(message).toContain("it must be");
  });

  const ranges = settingRows.flatMap(({ name, right }) => {
    const [, from, to] = /^a whole number from (\d+) to (\d+)/.exec(right) ?? [];
    return from === undefined ? [] : [{ name, from: Number(from), to: Number(to) }];
  });

  test.each(ranges)("$name takes $from to $to, and nothing beyond", ({ name, from, to }) => {
    for (const value of [from, to]) expect(Object.values(withEnv({ [name]: `${value}` }))).toContain(value);
    for (const value of [from - 1, to + 1]) {
      expect(envRefusal({ [name]: `${value}` })).toContain(`a whole number from ${from} to ${to}`);
    }
  });

  test("that are whole numbers are among these ranges", () => {
    expect(ranges.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["MCP_PORT", "METRICS_PORT", "REDMINE_CONNECTIONS", "MAX_JOURNAL_ENTRIES"]),
    );
    const numbers = settingRows.filter(({ example }) => /^\d+$/.test(example ?? "")).map(({ name }) => name);
    expect(ranges.map(({ name }) => name)).toEqual(numbers);
  });

  test.each([
    [
      "LOG_LEVEL",
      "verbose",
      "is “verbose”: it must be trace, debug, info, warn, error, fatal or silent, for example debug",
    ],
    ["REDMINE_AUTH", "apikey", "is “apikey” (did you mean api-key?): it must be oauth or api-key, for example api-key"],
    [
      "MCP_BASE_URL",
      "http://a.example",
      "is “http://a.example”; plain http is for localhost only: it must be the https URL under which clients reach this server, for example https://mcp.example.com",
    ],
  ])("%s=%s is refused in one sentence that says each thing once", (name, value, sentence) => {
    expect(envRefusal({ [name]: value })).toBe(`${name} from the environment ${sentence}`);
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

  test("all means every toolset", () => {
    expect(withEnv({ TOOLSETS: "core,all" }).toolsets).toEqual([...toolsets]);
  });

  test.each([
    "sqlite://./x.db",
    "sqlite:///data/a b.db",
    "redis://h",
    "rediss://:p@h:6380/1",
    "rediss+sentinel://a,b/m",
    "redis+cluster://a,b",
    "memory:",
  ])("TOKEN_STORE_URL %s is taken", (url) => {
    expect(withEnv({ TOKEN_STORE_URL: url }).tokenStoreUrl.reveal()).toBe(url);
  });

  test.each(["postgres://u:hush@h/d", "sqlite:", "sqlite://", "/data/x.db", "memory:x", "REDIS"])(
    "TOKEN_STORE_URL %s is refused, unquoted",
    (url) => {
      const message = envRefusal({ TOKEN_STORE_URL: url });
      expect(message).toBe(
        "TOKEN_STORE_URL from the environment is not usable; it names no kind of store: it must be sqlite://path, redis://host, " +
          "redis+sentinel://…, redis+cluster://… (rediss with TLS) or memory:, for example redis://localhost:6379",
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
