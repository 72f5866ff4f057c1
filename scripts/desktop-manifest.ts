import { settingsTable } from "../src/config.ts";
import { selectTools } from "../src/tools/select.ts";

interface Package {
  name: string;
  version: string;
  description: string;
  license: string;
  homepage: string;
  bugs: string;
  repository: { url: string };
  engines: { node: string };
  keywords: string[];
}

/** The bundle's manifest, version 0.3: one user over stdio, who is asked for URL and key. */
export function desktopManifest(packageJson: Package) {
  const { redmineUrl, redmineApiKey, readOnly, toolsets } = settingsTable;
  const tools = selectTools({ toolsets: ["core"], readOnly: false, redmineScopes: undefined });

  return {
    manifest_version: "0.3",
    name: packageJson.name,
    display_name: "Redmine",
    version: packageJson.version,
    description: "Issues, time, wiki and files of your Redmine, as you",
    author: { name: "The redmine-fastmcp authors", url: packageJson.homepage },
    repository: { type: "git", url: packageJson.repository.url.replace(/^git\+/, "") },
    homepage: packageJson.homepage,
    support: packageJson.bugs,
    privacy_policies: [packageJson.homepage.replace(/#.*$/, "/blob/main/docs/privacy.md")],
    license: packageJson.license,
    keywords: packageJson.keywords,
    icon: "icon.png",
    server: {
      type: "node",
      entry_point: "server/main.js",
      mcp_config: {
        command: "node",
        args: [`${filledIn("__dirname")}/server/main.js`, "stdio"],
        env: {
          [redmineUrl.name]: filledIn("user_config.redmine_url"),
          [redmineApiKey.name]: filledIn("user_config.redmine_api_key"),
          [readOnly.name]: filledIn("user_config.read_only"),
          [toolsets.name]: filledIn("user_config.toolsets"),
        },
      },
    },
    tools: tools.map(({ name, description }) => ({ name, description })),
    tools_generated: true, // toolsets add to them
    prompts_generated: true,
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: packageJson.engines.node } },
    user_config: {
      redmine_url: { type: "string", title: "URL of your Redmine", description: redmineUrl.meaning, required: true },
      redmine_api_key: {
        type: "string",
        title: "Your API key",
        description: redmineApiKey.meaning,
        required: true,
        sensitive: true,
      },
      read_only: { type: "boolean", title: "Read only", description: readOnly.meaning, default: false },
      toolsets: { type: "string", title: "Tools", description: toolsets.meaning, default: toolsets.default },
    },
  };
}

/** The desktop program puts the value in its place. */
function filledIn(name: string): string {
  return `\${${name}}`;
}
