import { loadConfig } from "../../src/config.ts";
import type { Credentials } from "../../src/redmine/credentials.ts";
import { Secret } from "../../src/secret.ts";
import type { ToolSettings } from "../../src/tools/tool.ts";

/** What tools are told of the settings: the defaults, and this Redmine. */
export function testSettings(redminePublicUrl = "https://redmine.example.net"): ToolSettings {
  const env = { REDMINE_URL: redminePublicUrl, REDMINE_API_KEY: "key", TOKEN_STORE_URL: "memory:" };
  const settings = known.get(redminePublicUrl) ?? loadConfig({ command: "stdio", argv: [], env, cwd: "/" });
  known.set(redminePublicUrl, settings);
  return { ...settings };
}
const known = new Map<string, ToolSettings>();

/** A user of Redmine by API key, or by another kind of secret. Without scopes only the account's permissions count. */
export function testCredentials(more: Partial<Credentials> & { apiKey?: string } = {}): Credentials {
  const { apiKey = "key", ...rest } = more;
  const secret = new Secret(apiKey);
  return {
    key: "grant",
    userId: 5,
    scopes: undefined,
    current: async () => ({ kind: "api-key", secret }),
    renew: async () => undefined,
    ...rest,
  };
}
