import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { settingRows } from "../src/config.ts";
import { redmineScopesOf, selectTools } from "../src/tools/select.ts";

const textOf = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

test("the script that makes the application in Redmine asks for the scopes of the default tools", () => {
  const scopes = redmineScopesOf(
    selectTools({ toolsets: ["core"], readOnly: false, redmineScopes: undefined }),
    "write",
  );
  const [, written = ""] = /%w\[([^\]]*)\]/.exec(textOf("deploy/redmine-application.rb")) ?? [];
  expect(written.trim().split(/\s+/).sort()).toEqual(scopes.toSorted());
});

test("the image's labels name this package and version", () => {
  const dockerfile = textOf("Dockerfile");
  expect(dockerfile).toContain(`ARG VERSION=${packageJson.version}\n`);
  expect(dockerfile).toContain(`io.modelcontextprotocol.server.name="${packageJson.mcpName}"`);
});

test("docker-compose.yml passes every setting on, but those that it decides and the one for stdio", () => {
  const passed = [...textOf("docker-compose.yml").matchAll(/^ {4}([A-Z_]+):$/gm)].map(([, name]) => name);
  const names = settingRows.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  const others = /^(MCP_HOST|MCP_PORT|REDMINE_API_KEY(_FILE)?)$/;
  expect(names.filter((name) => !others.test(name) && !passed.includes(name))).toEqual([]);
});
