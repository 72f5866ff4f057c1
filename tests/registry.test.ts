import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { desktopManifest } from "../scripts/desktop-manifest.ts";
import { registryEntry } from "../scripts/registry-entry.ts";
import { settingRows } from "../src/config.ts";
import { expectGenerated } from "./support/generated-part.ts";

// After a change of a setting or the version, `npm run generate` writes server.json.

const entry = registryEntry(packageJson, settingRows);

describe("server.json", () => {
  test("says what the package says", async () => {
    await expectGenerated(`${JSON.stringify(entry, undefined, 2)}\n`, "../server.json");
  });

  test("keeps the registry's rules: the name that the npm package claims, a short description, exact versions", () => {
    expect(entry.name).toBe(packageJson.mcpName);
    expect(entry.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(entry.description.length).toBeLessThanOrEqual(100);
    expect(new Set([entry.version, ...entry.packages.flatMap(({ version = [] }) => version)])).toEqual(
      new Set([packageJson.version]),
    );
    expect(entry.packages[1]?.identifier).toBe(`ghcr.io/redmine-fastmcp/redmine-fastmcp:${packageJson.version}`);
  });

  test("asks for all that a command cannot do without, and hides what is secret", () => {
    const asked = entry.packages.map(({ environmentVariables }) =>
      environmentVariables.filter((one) => "isRequired" in one).map(({ name }) => name),
    );
    expect(asked).toEqual([
      ["REDMINE_URL", "REDMINE_API_KEY"],
      ["REDMINE_URL", "REDMINE_CLIENT_ID", "REDMINE_CLIENT_SECRET"],
    ]);
    const secrets = entry.packages.flatMap(({ environmentVariables }) =>
      environmentVariables.filter((one) => "isSecret" in one).map(({ name }) => name),
    );
    expect(secrets).toEqual(["REDMINE_API_KEY", "REDMINE_CLIENT_SECRET"]);
  });
});

describe("the desktop bundle's manifest", () => {
  const { server, user_config, tools, version, compatibility } = desktopManifest(packageJson);
  const env = server.mcp_config.env;

  test("asks the person for each value that it hands over, the key as a secret", () => {
    const handed = Object.values(env).map((value) => /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1]);
    expect(handed).toEqual(Object.keys(user_config));
    expect(Object.keys(env).filter((name) => !settingRows.some((row) => row.name === name))).toEqual([]);
    expect(user_config.redmine_api_key).toMatchObject({ required: true, sensitive: true });
  });

  test("starts stdio in the version, with the tools and on the Node.js of the package", () => {
    expect(server.mcp_config.args).toEqual([expect.stringMatching(new RegExp(`/${server.entry_point}$`)), "stdio"]);
    expect(version).toBe(packageJson.version);
    expect(compatibility.runtimes.node).toBe(packageJson.engines.node);
    expect(tools.map(({ name }) => name)).toContain("get_issue_details");
  });
});
