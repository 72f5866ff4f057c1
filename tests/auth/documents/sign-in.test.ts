import { describe, expect, test } from "vitest";
import { documentServer, publicAddress, sendJson } from "../../support/document-server.ts";
import type { Kept } from "../../support/mcp-client.ts";
import { connect, newBrowser, post, visit, world } from "../../support/visit-connections.ts";
import type { World } from "../../support/world.ts";

const documentUrl = "https://client.example/mcp.json";
const redirectUri = "http://127.0.0.1:51234/callback";

async function worldWithClient(change: object = {}): Promise<{ at: World; requests: string[] }> {
  const server = await documentServer((_, response) =>
    sendJson(response, {
      client_id: documentUrl,
      client_name: "Example agent",
      redirect_uris: ["http://127.0.0.1/callback"],
      token_endpoint_auth_method: "none",
      ...change,
    }),
  );
  const documents = { fetch: server.fetch, resolve: async () => [publicAddress] };
  return { at: await world({ deps: { documents } }), requests: server.requests };
}

function authorizeUrl(at: World, client: string, redirect: string): URL {
  const url = new URL(`${at.url}/oauth/authorize`);
  url.search = `${new URLSearchParams({
    client_id: client,
    redirect_uri: redirect,
    response_type: "code",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  })}`;
  return url;
}

describe("a client with a metadata document", () => {
  test("signs its person in without registering, on any loopback port, and works", async () => {
    const { at, requests } = await worldWithClient();
    const client = await connect(at, "alice", { documentUrl, redirectUri });

    expect(client.kept.client?.client_id).toBe(documentUrl);
    expect((await client.call("list_projects")).isError).toBe(false);
    expect(requests).toEqual(["/mcp.json"]);
    expect(at.log.filter((line) => line.includes('"register"'))).toEqual([]);
  });

  test("refreshes, and is found again after a restart without its document", async () => {
    const { at, requests } = await worldWithClient();
    const kept: Kept = {};
    await connect(at, "alice", { documentUrl, redirectUri, kept });
    await at.restart();

    const answer = await post(
      `${at.url}/oauth/token`,
      { grant_type: "refresh_token", refresh_token: kept.tokens?.refresh_token ?? "", client_id: documentUrl },
      {},
    );
    expect(answer.status).toBe(200);
    expect(requests).toHaveLength(1);
  });

  test("is shown with the host that proves its name", async () => {
    const { at } = await worldWithClient();
    const page = await newBrowser().open(authorizeUrl(at, documentUrl, redirectUri));

    expect(page.text).toMatch(/Connect “Example agent” to .*Redmine ?\?/);
    expect(page.text).toContain("verified This name belongs to client.example .");
    expect(page.text).toContain("a program on your own computer");
  });

  test("is listed among its person's connections", async () => {
    const { at } = await worldWithClient();
    await connect(at, "alice", { documentUrl, redirectUri });

    expect((await visit(at, "alice")).text).toContain("client.example");
  });

  test.each([
    ["a redirect its document does not name", "http://127.0.0.1:51234/elsewhere"],
    ["a redirect that this server knows from others", "https://claude.ai/api/mcp/auth_callback"],
    ["localhost for 127.0.0.1", "http://localhost:51234/callback"],
  ])("%s: a page, nobody is sent there", async (_, redirect) => {
    const { at } = await worldWithClient();
    const page = await newBrowser().open(authorizeUrl(at, documentUrl, redirect));

    expect(page.status).toBe(400);
    expect(page.text).toContain("return address is not allowed");
  });

  test("whose redirects are all unknown here: the page says what the administrator can do", async () => {
    const { at } = await worldWithClient({ redirect_uris: ["https://client.example/callback"] });
    const page = await newBrowser().open(authorizeUrl(at, documentUrl, "https://client.example/callback"));

    expect(page.status).toBe(400);
    expect(page.text).toContain("OAUTH_REDIRECT_URIS");
  });

  test("that needs its own key: the page says that it is not the person's fault", async () => {
    const { at } = await worldWithClient({ token_endpoint_auth_method: "private_key_jwt" });
    const page = await newBrowser().open(authorizeUrl(at, documentUrl, redirectUri));

    expect(page.status).toBe(400);
    expect(page.text).toContain("The application's description is invalid");
  });

  test("that does not answer: the page says so, and not what was found inside the network", async () => {
    const documents = { resolve: async () => ["10.1.2.3"], fetch: () => Promise.reject(new Error("never asked")) };
    const at = await world({ deps: { documents } });
    const page = await newBrowser().open(authorizeUrl(at, documentUrl, redirectUri));

    expect(page.status).toBe(502);
    expect(page.text).toContain("The application could not be verified");
    expect(page.text).not.toContain("10.1.2.3");
    expect(at.log.join("")).toContain('"outcome":"private_address"');
    expect(at.log.join("")).not.toContain("10.1.2.3");
  });
});

describe("the well-known clients", () => {
  test("Claude Code comes with its document, which nobody fetches", async () => {
    const documents = {
      resolve: () => Promise.reject(new Error("asked")),
      fetch: () => Promise.reject(new Error("asked")),
    };
    const at = await world({ deps: { documents } });
    const client = await connect(at, "alice", {
      documentUrl: "https://claude.ai/oauth/claude-code-client-metadata",
      redirectUri: "http://localhost:54545/callback",
    });

    expect((await client.call("list_projects")).isError).toBe(false);
    expect((await visit(at, "alice")).text).toContain("Claude Code claude.ai, a program on a computer");
  });

  test("Claude's redirect is vouched for, Claude Code's is not, though the same host proves both", async () => {
    const at = await world();
    const claude = await newBrowser().open(
      authorizeUrl(at, "https://claude.ai/oauth/mcp-oauth-client-metadata", "https://claude.ai/api/mcp/auth_callback"),
      () => true,
    );
    expect(claude).toBeInstanceOf(URL);

    const code = await newBrowser().open(
      authorizeUrl(at, "https://claude.ai/oauth/claude-code-client-metadata", "http://localhost:3118/callback"),
    );
    expect(code.text).toMatch(/Connect “Claude Code” to .*Redmine ?\?/);
  });
});

describe("OAUTH_CIMD", () => {
  const metadata = async (at: World) => (await fetch(`${at.url}/.well-known/oauth-authorization-server`)).json();

  test("on: advertised together with `none`", async () => {
    const at = await world();
    expect(await metadata(at)).toMatchObject({
      client_id_metadata_document_supported: true,
      token_endpoint_auth_methods_supported: expect.arrayContaining(["none"]),
    });
  });

  test("off: not advertised, no document counts, clients register", async () => {
    const at = await world({ settings: { OAUTH_CIMD: "false" } });
    expect(await metadata(at)).not.toHaveProperty("client_id_metadata_document_supported");

    const page = await newBrowser().open(authorizeUrl(at, documentUrl, redirectUri));
    expect(page.text).toContain("This server does not know the application");
    const client = await connect(at, "alice", { documentUrl, redirectUri });
    expect(client.kept.client?.client_id).toMatch(/^dcr\./);
  });
});
