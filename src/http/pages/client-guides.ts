import { html } from "hono/html";
import type { Html } from "./layout.ts";

/** How one client is told of this server. */
export interface ClientGuide {
  name: string;
  steps: Html;
}

/** A text to copy, with its button. Ids are unique on the page. */
export type Copyable = (id: string, text: string, label: string) => Html;

const name = "redmine";

export function clientGuides(mcpUrl: string, copyable: Copyable): ClientGuide[] {
  const { hostname } = new URL(mcpUrl);
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

  return [
    {
      name: "Claude Code",
      steps: html`${copyable("claude-code", `claude mcp add --transport http ${name} ${mcpUrl}`, "command")}
<p>Then type <code>/mcp</code> in Claude Code, choose <strong>${name}</strong> and sign in.</p>`,
    },
    {
      name: "Claude: web, Desktop, mobile",
      steps: local ? claudeDesktopHere(mcpUrl, copyable) : claudeConnector,
    },
    {
      name: "Cursor",
      steps: html`<p><a class="button" href="${cursorLink(mcpUrl)}">Add to Cursor</a></p>
<p>Or by hand, in <code>~/.cursor/mcp.json</code>, and then sign in under Settings → MCP:</p>
${copyable("cursor", serversFile({ url: mcpUrl }), "configuration for Cursor")}`,
    },
    {
      name: "VS Code",
      steps: html`<p><a class="button" href="${vsCodeLink(mcpUrl)}">Add to VS Code</a></p>
<p>Or on the command line:</p>
${copyable("vscode", `code --add-mcp '${JSON.stringify({ name, type: "http", url: mcpUrl })}'`, "command for VS Code")}`,
    },
    {
      name: "ChatGPT",
      steps: html`${local ? html`<p class="warn">ChatGPT's own servers call this one, so it needs an https address that they can reach. This one is for your machine only.</p>` : ""}
<ol><li>Settings → Apps → Advanced settings: turn on <strong>Developer mode</strong>. In a company, an administrator allows it first.</li>
<li>Create an app: any name, the URL above as MCP server URL, authentication <strong>OAuth</strong>.</li>
<li>Connect it, and sign in.</li></ol>`,
    },
    {
      name: "MCP Inspector",
      steps: html`${copyable("inspector", `npx @modelcontextprotocol/inspector --cli ${mcpUrl} --method tools/list`, "command for the Inspector")}
<p>Without <code>--cli …</code> it opens in the browser: choose Streamable HTTP and paste the URL above.</p>`,
    },
    {
      name: "Another client",
      steps: html`<p>Whatever speaks Streamable HTTP and OAuth needs only the URL above: it finds the rest and sends you to sign in. What starts
programs instead can start this one:</p>
${copyable("other", serversFile(bridge(mcpUrl)), "configuration for other clients")}`,
    },
  ];
}

const claudeConnector = html`<ol><li>Open <a href="https://claude.ai/customize/connectors" rel="noreferrer">Customize → Connectors</a>, press <strong>+</strong>, and choose to add a custom connector.</li>
<li>Name: Redmine. URL: the one above. Leave the client ID and secret empty.</li>
<li>Press Connect, and sign in.</li></ol>
<p class="soft">In a Team or Enterprise plan an owner adds it once for everybody. Claude's own servers call this one, not your computer.</p>`;

function claudeDesktopHere(mcpUrl: string, copyable: Copyable): Html {
  return html`<p class="warn">Connectors of Claude are called by Claude's own servers, which cannot reach this address: it is for your machine only.</p>
<p>Claude Desktop on this machine can, with Node.js and a bridge: Settings → Developer → Edit Config, add this, start it again and sign in.</p>
${copyable("claude-desktop", serversFile(bridge(mcpUrl)), "configuration for Claude Desktop")}`;
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
