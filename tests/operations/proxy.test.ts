import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startCaddy } from "../support/caddy.ts";
import { signIn } from "../support/mcp-client.ts";
import { startNginx, type TlsFiles } from "../support/nginx.ts";
import { strictSignIn } from "../support/strict-client.ts";
import { trustLoopback } from "../support/trust-loopback.ts";
import { freePort } from "../support/world.ts";
import { type Behind, deployed, startBehind } from "./behind.ts";

trustLoopback(); // TLS ends at the proxy, with the tests' certificate

interface Proxy {
  stop(): Promise<void>;
}
/** Starts a proxy that listens at `port` with TLS and passes on to `upstream`. */
type Start = (port: number, upstream: number) => Promise<Proxy>;

const ofItsOwn = (port: number, upstream: number) => (files: TlsFiles) =>
  deployed("nginx-limits.conf", {}) +
  deployed("nginx.conf", {
    "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
    "server_name mcp.example.com;": "server_name localhost;",
    "/etc/letsencrypt/live/mcp.example.com/fullchain.pem": files.cert,
    "/etc/letsencrypt/live/mcp.example.com/privkey.pem": files.key,
    "127.0.0.1:8000": `127.0.0.1:${upstream}`,
  });
const belowAPath = (port: number, upstream: number) => (files: TlsFiles) => {
  const locations = deployed("nginx-path.conf", { "127.0.0.1:8000": `127.0.0.1:${upstream}` });
  return `${deployed("nginx-limits.conf", {})} server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${files.cert};
    ssl_certificate_key ${files.key};
    location / { return 404 "another program's"; }
    ${locations}
  }`;
};
const ofCaddy = (port: number, upstream: number) => (files: TlsFiles) =>
  deployed("Caddyfile", {
    "mcp.example.com {": `https://mcp.localhost:${port} {\ntls ${files.cert} ${files.key}`,
    "redmine.example.com {": `https://localhost:${port} {\ntls ${files.cert} ${files.key}`,
    "127.0.0.1:8000": `127.0.0.1:${upstream}`,
    "127.0.0.1:3000": "127.0.0.1:1",
  });

const proxies: [string, string, Start][] = [
  ["nginx.conf", "", (port, upstream) => startNginx(ofItsOwn(port, upstream), `https://localhost:${port}/`)],
  [
    "nginx-path.conf",
    "/redmine-mcp",
    (port, upstream) => startNginx(belowAPath(port, upstream), `https://localhost:${port}/`),
  ],
  ["Caddyfile", "/redmine-mcp", (port, upstream) => startCaddy(ofCaddy(port, upstream), `https://localhost:${port}/`)],
];

describe.each(proxies)("behind deploy/%s, at the path “%s”", (_, path, start) => {
  let baseUrl: string;
  let behind: Behind;
  let proxy: Proxy;

  beforeAll(async () => {
    const port = await freePort();
    baseUrl = `https://localhost:${port}${path}`;
    behind = await startBehind(baseUrl);
    proxy = await start(port, behind.port);
  });
  afterAll(async () => {
    await proxy?.stop();
    await behind?.stop();
  });

  test("a client that knows only the public URL signs in and reads an issue", async () => {
    const alice = await signIn(`${baseUrl}/mcp`, behind.sample.people.alice);
    expect((await alice.call("get_issue_details", { issue_id: 61 })).text).toContain("Memory grows");
    await alice.close();
  });

  test("a strict OAuth client finds every document where the standards say, and nothing in them but the public URL", async () => {
    const strict = await strictSignIn(`${baseUrl}/mcp`, behind.sample.people.bob);
    expect(strict.metadataUrl).toBe(`${new URL(baseUrl).origin}/.well-known/oauth-protected-resource${path}/mcp`);

    for (const document of [`oauth-protected-resource${path}/mcp`, `oauth-authorization-server${path}`]) {
      const text = await (await fetch(`${new URL(baseUrl).origin}/.well-known/${document}`)).text();
      const urls = text.match(/https?:\/\/[^"]+/g) ?? [];
      expect(urls.length).toBeGreaterThan(1);
      expect(urls.filter((url) => !url.startsWith(baseUrl))).toEqual([]);
    }
  });

  test("the browser's cookies are for TLS only", async () => {
    const { client_id } = await (
      await fetch(`${baseUrl}/oauth/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ redirect_uris: ["http://127.0.0.1:1/callback"] }),
      })
    ).json();
    const query = new URLSearchParams({
      client_id,
      redirect_uri: "http://127.0.0.1:1/callback",
      response_type: "code",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    const response = await fetch(`${baseUrl}/oauth/authorize?${query}`, { redirect: "manual" });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie().length).toBeGreaterThan(0);
    for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/^__Host-.*; Secure/);
  });

  test("an attachment of five megabytes gets through", async () => {
    const response = await fetch(`${baseUrl}/mcp`, { method: "POST", body: "x".repeat(7 * 1024 * 1024) });
    expect(response.status).toBe(401); // looked at by us, not refused for its size
  });
});

describe.each(proxies)("deploy/%s at “%s”", (_, path, start) => {
  test("passes an event on while the stream goes on", async () => {
    let finish = () => {};
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: first\n\n");
      finish = () => response.end("data: last\n\n");
    }).listen(0, "127.0.0.1");
    await once(upstream, "listening");
    const address = upstream.address();
    const port = await freePort();
    const proxy = await start(port, typeof address === "object" && address ? address.port : 0);
    onTestFinished(async () => {
      await proxy.stop();
      upstream.close();
    });

    const response = await fetch(`https://localhost:${port}${path}/mcp`, { headers: { "accept-encoding": "gzip" } });
    const reader = (response.body as NonNullable<typeof response.body>).getReader();
    const first = await reader.read();
    expect(new TextDecoder().decode(first.value)).toBe("data: first\n\n");
    finish();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: last\n\n");
  });
});
