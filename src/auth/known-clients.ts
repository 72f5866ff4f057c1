/** A client many people use, so that nobody has to configure its redirect URIs. */
export interface KnownClient {
  name: string;
  /** Exact redirect URIs; `*` stands for one path segment. */
  redirectUris: readonly string[];
  /**
   * The redirect leads to a service that ties the code to the browser session that began the sign-in, so consent can be
   * skipped where AUTH says so. Not for relays to a local program and not for app schemes: any program can claim those.
   */
  vouched: boolean;
  /** Client ID metadata documents of this vendor, built in for servers without egress. */
  documents?: readonly KnownDocument[];
}

export interface KnownDocument {
  /** The document's URL; a `*` is one path segment, the same as in the redirect URIs. */
  clientId: string;
  redirectUris: readonly string[];
}

const claude = ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"];

export const knownClients: readonly KnownClient[] = [
  {
    name: "Claude", // Anthropic, November 2026; the document names claude.ai alone, their pages both
    redirectUris: claude,
    vouched: true,
    documents: [{ clientId: "https://claude.ai/oauth/mcp-oauth-client-metadata", redirectUris: claude }],
  },
  {
    name: "Claude Code", // Anthropic, October 2026
    redirectUris: [],
    vouched: false,
    documents: [
      {
        clientId: "https://claude.ai/oauth/claude-code-client-metadata",
        redirectUris: ["http://localhost/callback", "http://127.0.0.1/callback"],
      },
    ],
  },
  {
    name: "ChatGPT", // OpenAI, September 2026: one document where `iss` is answered, else one a connector
    redirectUris: ["https://chatgpt.com/connector_platform_oauth_redirect", "https://chatgpt.com/connector/oauth/*"],
    vouched: true,
    documents: [
      {
        clientId: "https://chatgpt.com/oauth/client.json",
        redirectUris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
      },
      {
        clientId: "https://chatgpt.com/oauth/*/client.json",
        redirectUris: ["https://chatgpt.com/connector/oauth/*"],
      },
    ],
  },
  {
    name: "Microsoft 365 Copilot", // Microsoft, November 2026, from its documentation; one address for everybody's agents
    redirectUris: ["https://teams.microsoft.com/api/platform/v1.0/oAuthRedirect"],
    vouched: false,
  },
  {
    name: "Codex", // OpenAI, September 2026: one document for all servers, or one a server
    redirectUris: [],
    vouched: false,
    documents: [
      {
        clientId: "https://chatgpt.com/oauth/codex/client.json",
        redirectUris: ["http://127.0.0.1/callback", "http://localhost/callback"],
      },
      {
        clientId: "https://chatgpt.com/oauth/codex/*/client.json",
        redirectUris: ["http://127.0.0.1/callback/*", "http://localhost/callback/*"],
      },
    ],
  },
  {
    name: "Cursor", // Anysphere, October 2026
    redirectUris: ["https://www.cursor.com/agents/mcp/oauth/callback"],
    vouched: true,
    documents: [
      {
        clientId: "https://cursor.com/oauth/mcp-client.json",
        redirectUris: [
          "https://www.cursor.com/agents/mcp/oauth/callback",
          "https://www.cursor.com/bot/mcp/oauth/callback",
          "cursor://anysphere.cursor-mcp/oauth/callback",
          "http://localhost/callback",
          "http://127.0.0.1/callback",
        ],
      },
    ],
  },
  {
    name: "Cursor",
    redirectUris: ["cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/bot/mcp/oauth/callback"],
    vouched: false,
  },
  {
    name: "Visual Studio Code", // Microsoft, September 2026
    redirectUris: ["https://vscode.dev/redirect", "https://insiders.vscode.dev/redirect"],
    vouched: false,
    documents: [
      {
        clientId: "https://vscode.dev/oauth/client-metadata.json",
        redirectUris: ["http://127.0.0.1/", "https://vscode.dev/redirect"],
      },
    ],
  },
  {
    name: "Zed", // Zed Industries, September 2026
    redirectUris: [],
    vouched: false,
    documents: [
      { clientId: "https://zed.dev/oauth/client-metadata.json", redirectUris: ["http://127.0.0.1/callback"] },
    ],
  },
  {
    name: "opencode", // Anomaly, September 2026
    redirectUris: [],
    vouched: false,
    documents: [
      {
        clientId: "https://opencode.ai/oauth/opencode/client.json",
        redirectUris: ["http://127.0.0.1/callback", "http://localhost/callback"],
      },
    ],
  },
];
