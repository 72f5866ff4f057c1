import { Client, type OAuthClientProvider, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Browser } from "../support/browser.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startOurServer();
});
afterAll(async () => {
  await server?.stop();
});

test("the SDK's client for MCP 2026-07-28 signs in at a real Redmine, lists tools and reads an issue", async () => {
  const redirectUri = "http://127.0.0.1:43219/callback";
  const sentTo: URL[] = [];
  const kept: Record<string, unknown> = {};
  const provider: OAuthClientProvider = {
    redirectUrl: redirectUri,
    clientMetadata: { client_name: "Modern test client", redirect_uris: [redirectUri] },
    clientInformation: () => kept.client as ReturnType<OAuthClientProvider["clientInformation"]>,
    saveClientInformation: (client) => {
      kept.client = client;
    },
    tokens: () => kept.tokens as ReturnType<OAuthClientProvider["tokens"]>,
    saveTokens: (tokens) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: (url) => void sentTo.push(url),
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => String(kept.verifier),
  };
  const newClient = () =>
    new Client({ name: "modern", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });

  const transport = new StreamableHTTPClientTransport(new URL(server.mcpUrl), { authProvider: provider });
  await expect(newClient().connect(transport)).rejects.toThrow();
  const [authorizeUrl] = sentTo;
  const back = await signInAtRedmine(new Browser(), authorizeUrl ?? "", redmine.people.alice, {
    until: (url) => url.href.startsWith(redirectUri),
  });
  await transport.finishAuth(back.searchParams);

  const client = newClient();
  await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl), { authProvider: provider }));
  expect((await client.listTools()).tools.map((tool) => tool.name)).toContain("get_issue_details");
  const result = await client.callTool({ name: "get_issue_details", arguments: { issue_id: 61 } });
  expect(JSON.stringify(result)).toContain("Memory grows on every request");
  await client.close();
});
