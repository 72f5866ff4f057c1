import type { Setting } from "../src/config/setting.ts";

interface Package {
  name: string;
  mcpName: string;
  version: string;
  description: string;
  homepage: string;
  repository: { url: string };
}

const image = "ghcr.io/redmine-fastmcp/redmine-fastmcp";
const port = 8000;
const raw = "https://raw.githubusercontent.com/redmine-fastmcp/redmine-fastmcp/main/docs";

/** server.json, by which the public MCP registry knows us: https://static.modelcontextprotocol.io/schemas/2025-12-11/ */
export function registryEntry(packageJson: Package, settings: readonly Setting[]) {
  const variables = (...names: string[]) => settings.filter(({ name }) => names.includes(name)).map(variable);

  return {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: packageJson.mcpName,
    title: "Redmine",
    description: packageJson.description,
    version: packageJson.version,
    websiteUrl: packageJson.homepage,
    repository: { url: packageJson.repository.url.replace(/^git\+|\.git$/g, ""), source: "github" },
    icons: [
      { src: `${raw}/icon.png`, mimeType: "image/png" },
      { src: `${raw}/icon.svg`, mimeType: "image/svg+xml" },
    ],
    remotes: [
      {
        type: "streamable-http",
        url: "https://{host}/mcp",
        variables: {
          host: {
            description: "Host name of your redmine-fastmcp server, with a path if it has one",
            isRequired: true,
            placeholder: "mcp.example.com",
          },
        },
      },
    ],
    packages: [
      {
        registryType: "npm",
        identifier: packageJson.name,
        version: packageJson.version,
        runtimeHint: "npx",
        packageArguments: [{ type: "positional", value: "stdio" }],
        environmentVariables: variables("REDMINE_URL", "REDMINE_API_KEY", "READ_ONLY", "TOOLSETS"),
        transport: { type: "stdio" },
      },
      {
        registryType: "oci",
        identifier: `${image}:${packageJson.version}`,
        runtimeHint: "docker",
        runtimeArguments: [{ type: "named", name: "-p", value: `127.0.0.1:${port}:${port}` }],
        environmentVariables: variables(
          "REDMINE_URL",
          "REDMINE_CLIENT_ID",
          "REDMINE_CLIENT_SECRET",
          "READ_ONLY",
          "TOOLSETS",
        ),
        transport: { type: "streamable-http", url: `http://localhost:${port}/mcp` },
      },
    ],
  };
}

function variable({ name, meaning, example, default: usual, neededFor, secret }: Setting) {
  return {
    name,
    description: meaning,
    ...(neededFor && { isRequired: true }),
    ...(secret === "whole" && { isSecret: true }),
    ...(usual && { default: usual }),
    ...(example && !usual && { placeholder: example }),
  };
}
