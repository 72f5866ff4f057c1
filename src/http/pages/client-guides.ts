import { html } from "hono/html";
import { plain, say } from "./language.ts";
import type { Html } from "./layout.ts";
import type { Messages } from "./messages.ts";

/** How one client is told of this server. */
export interface ClientGuide {
  name: string;
  steps: Html;
}

/** A text to copy, with its button. Ids are unique on the page. */
export type Copyable = (id: string, text: string) => Html;

const name = "redmine";
const guides = "https://github.com/redmine-fastmcp/redmine-fastmcp/tree/main/docs/clients";

/** How each MCP client is connected to `mcpUrl`, in the language of the messages. */
export function clientGuides(mcpUrl: string, messages: Messages, copyable: Copyable): ClientGuide[] {
  const { hostname } = new URL(mcpUrl);
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const code = (text: string) => html`<code>${text}</code>`;
  const then = (client: string) => html`<p>${say(messages.signInThere, { client })}</p>`;
  const unreachable = (client: string) => html`<p class="warn">${say(messages.makerServers, { client })}</p>`;
  const file = (id: string, path: string, text: string) =>
    html`<p>${say(messages.putIntoFile, { file: code(path) })}</p>${copyable(id, text)}`;

  return [
    {
      name: "Claude Code",
      steps: html`${copyable("claude-code", `claude mcp add --transport http ${name} ${mcpUrl}`)}
<p>${say(messages.thenSignIn, { command: code("/mcp"), client: "Claude Code", name })}</p>`,
    },
    {
      name: "Claude: web, Desktop, mobile",
      steps: local
        ? html`${unreachable("Claude")}
<p>${say(messages.desktopBridge, { menu: html`<em lang="en">Settings → Developer → Edit Config</em>` })}</p>
${copyable("claude-desktop", serversFile(bridge(mcpUrl)))}`
        : connector(messages),
    },
    {
      name: "ChatGPT",
      steps: html`${local ? unreachable("ChatGPT") : ""}
<ol><li>${say(messages.developerMode, { menu: html`<em lang="en">Settings → Apps → Advanced settings</em>` })}</li>
<li>${say(messages.createApp)}</li></ol>`,
    },
    {
      name: "Cursor",
      steps: html`<p><a class="button" href="${cursorLink(mcpUrl)}">${plain(messages.addTo, { client: "Cursor" })}</a></p>
<p>${say(messages.orFile, { file: code("~/.cursor/mcp.json"), menu: html`<em lang="en">Settings → MCP</em>` })}</p>
${copyable("cursor", serversFile({ url: mcpUrl }))}`,
    },
    {
      name: "VS Code, GitHub Copilot",
      steps: html`<p><a class="button" href="${vsCodeLink(mcpUrl)}">${plain(messages.addTo, { client: "VS Code" })}</a></p>
<p>${messages.orCommand}</p>
${copyable("vscode", `code --add-mcp '${JSON.stringify({ name, type: "http", url: mcpUrl })}'`)}`,
    },
    {
      name: "Gemini CLI",
      steps: html`${copyable("gemini", `gemini mcp add --transport http ${name} ${mcpUrl}`)}
${then("Gemini CLI")}${copyable("gemini-sign-in", `/mcp auth ${name}`)}`,
    },
    {
      name: "Codex",
      steps: html`${copyable("codex", `codex mcp add ${name} --url ${mcpUrl} && codex mcp login ${name}`)}`,
    },
    {
      name: "Zed",
      steps: html`${file("zed", "settings.json", `{\n  "context_servers": {\n    "${name}": { "url": "${mcpUrl}" }\n  }\n}`)}${then("Zed")}`,
    },
    {
      name: "Windsurf, JetBrains, Goose",
      steps: html`${file("windsurf", "~/.codeium/windsurf/mcp_config.json", serversFile({ serverUrl: mcpUrl }))}
<p class="soft">JetBrains: <em lang="en">Settings → Tools → AI Assistant → Model Context Protocol</em> · Goose: <em lang="en">Extensions → Add custom extension → Streamable HTTP</em></p>`,
    },
    {
      name: "MCP Inspector",
      steps: html`${copyable("inspector", `npx @modelcontextprotocol/inspector --cli ${mcpUrl} --method tools/list`)}
<p>${say(messages.inspector, { option: code("--cli …") })}</p>`,
    },
    {
      name: messages.anotherClient,
      steps: html`<p>${messages.anyClient}</p>
${copyable("other", serversFile(bridge(mcpUrl)))}
<p>${say(messages.moreClients, { page: html`<a href="${guides}" rel="noreferrer">docs/clients</a>` })}</p>`,
    },
  ];
}

function connector(messages: Messages): Html {
  const page = html`<a href="https://claude.ai/customize/connectors" rel="noreferrer">Customize → Connectors</a>`;
  return html`<ol><li>${say(messages.addConnector, { page })}</li>
<li>${messages.connectorValues}</li>
<li>${say(messages.pressConnect)}</li></ol>
<p class="soft">${messages.teamPlan}</p>`;
}

/** The file that most clients read. */
function serversFile(server: object): string {
  return `{\n  "mcpServers": {\n    "${name}": ${JSON.stringify(server, undefined, 1).replace(/\n\s*/g, " ")}\n  }\n}`;
}

const bridge = (mcpUrl: string) => ({ command: "npx", args: ["-y", "mcp-remote", mcpUrl] });

/** https://cursor.com/docs/mcp/install-links */
function cursorLink(mcpUrl: string): string {
  const config = Buffer.from(JSON.stringify({ url: mcpUrl })).toString("base64");
  return `cursor://anysphere.cursor-deeplink/mcp/install?${new URLSearchParams({ name, config })}`;
}

/** https://code.visualstudio.com/docs/copilot/chat/mcp-servers#_url-handler */
function vsCodeLink(mcpUrl: string): string {
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, type: "http", url: mcpUrl }))}`;
}
