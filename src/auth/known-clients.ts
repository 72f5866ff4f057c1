/** A client many people use, so that nobody has to configure its redirect URIs. Checked against the vendors' pages in November 2026. */
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
  clientId: string;
  redirectUris: readonly string[];
}

export const knownClients: readonly KnownClient[] = [
  {
    name: "Claude",
    redirectUris: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
    vouched: true,
    documents: [
      {
        clientId: "https://claude.ai/oauth/mcp-oauth-client-metadata",
        redirectUris: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
      },
    ],
  },
  {
    name: "Claude Code",
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
    name: "ChatGPT",
    redirectUris: ["https://chatgpt.com/connector_platform_oauth_redirect", "https://chatgpt.com/connector/oauth/*"],
    vouched: true,
  },
  {
    name: "Cursor",
    redirectUris: ["https://www.cursor.com/agents/mcp/oauth/callback"],
    vouched: true,
  },
  {
    name: "Cursor",
    redirectUris: ["cursor://anysphere.cursor-mcp/oauth/callback"],
    vouched: false,
  },
  {
    name: "VS Code",
    redirectUris: ["https://vscode.dev/redirect", "https://insiders.vscode.dev/redirect"],
    vouched: false,
  },
];
