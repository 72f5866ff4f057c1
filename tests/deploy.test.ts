import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
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

test("the systemd line for doctor and connections has the unit's own user, store and settings", () => {
  const unit = textOf("deploy/redmine-fastmcp.service");
  const line = unit.slice(0, unit.indexOf("[Unit]")).replaceAll("\\\n#", "");
  const properties = [...line.matchAll(/-p (\w+)=(\S+)/g)].map(([, name, value]) => `${name}=${value}`);
  expect(properties).toContain("User=redmine-fastmcp"); // what DynamicUser takes from the unit's name
  const service = unit.slice(unit.indexOf("[Service]"));
  const missing = properties
    .filter((property) => !property.startsWith("User="))
    .filter((property) => !service.split("\n").some((own) => own.startsWith(property)));
  expect(missing).toEqual([]);
  expect(line).toMatch(/redmine-fastmcp doctor$/m);
});
