import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { Browser } from "./browser.ts";
import { sampleUrl } from "./sample-url.ts";
import { signInAtRedmine } from "./sign-in-at-redmine.ts";

export interface Login {
  login: string;
  password: string;
  apiKey?: string;
}

/** What a client keeps between runs: its registration and tokens. */
export interface Kept {
  client?: OAuthClientInformationMixed | undefined;
  tokens?: OAuthTokens | undefined;
  verifier?: string;
}

export interface SignedIn {
  client: Client;
  kept: Kept;
  call(
    name: string,
    args?: Record<string, unknown>,
  ): Promise<{ text: string; isError: boolean; result: CallToolResult }>;
  close(): Promise<void>;
}

interface Options {
  fetch?: FetchLike;
  browser?: Browser;
  kept?: Kept;
  redirectUri?: string;
  scope?: string;
  /** What the person chooses on our consent page. */
  readOnly?: boolean;
  /** URL of its metadata document, with which it comes instead of a registration where the server takes one. */
  documentUrl?: string;
}

/** The MCP SDK's own client, knowing only the server's URL; signs the person in through Redmine's pages when it must. */
export async function signIn(serverUrl: string, person: Login, options: Options = {}): Promise<SignedIn> {
  const redirectUri = options.redirectUri ?? "http://127.0.0.1:43210/callback";
  const kept = options.kept ?? {};
  const authorizeUrls: URL[] = [];
  const provider: OAuthClientProvider = {
    redirectUrl: redirectUri,
    ...(options.documentUrl && { clientMetadataUrl: options.documentUrl }),
    clientMetadata: {
      client_name: "Test client",
      redirect_uris: [redirectUri],
      ...(options.scope && { scope: options.scope }),
    },
    clientInformation: () => kept.client,
    saveClientInformation: (information) => {
      kept.client = information;
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: (url) => {
      authorizeUrls.push(url);
    },
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier ?? "",
  };
  const newTransport = () =>
    new StreamableHTTPClientTransport(new URL(serverUrl), {
      authProvider: provider,
      ...(options.fetch && { fetch: options.fetch }),
    });

  const client = new Client({ name: "test-client", version: "1.0.0" });
  const transport = newTransport();
  const needsSignIn = await client.connect(transport).then(
    () => false,
    (error: unknown) => {
      if (authorizeUrls.length === 0) throw error;
      return true;
    },
  );
  if (!needsSignIn) return signedIn(client, kept);

  const [authorizeUrl] = authorizeUrls;
  if (!authorizeUrl) throw new Error("the client was not sent anywhere to sign in");
  const browser = options.browser ?? new Browser({ mayVisit: isOurs });
  const callback = await signInAtRedmine(browser, authorizeUrl, person, {
    until: (url) => url.href.startsWith(redirectUri),
    ...(options.readOnly && { readOnly: true }),
  });
  await transport.finishAuth(callback.searchParams.get("code") ?? `no code: ${callback.searchParams.get("error")}`);
  const again = new Client({ name: "test-client", version: "1.0.0" });
  await again.connect(newTransport());
  return signedIn(again, kept);
}

function signedIn(client: Client, kept: Kept): SignedIn {
  return {
    client,
    kept,
    call: async (name, args = {}) => {
      const result = (await client.callTool({ name, arguments: args })) as CallToolResult;
      const texts = result.content.flatMap((block) => (block.type === "text" ? [block.text] : []));
      return { text: texts.join("\n"), isError: result.isError === true, result };
    },
    close: () => client.close(),
  };
}

export function isOurs(url: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]", new URL(sampleUrl).hostname].includes(url.hostname);
}
