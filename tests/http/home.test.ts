import { describe, expect, onTestFinished, test } from "vitest";
import { Browser } from "../support/browser.ts";
import { oldWorld, world } from "../support/visit-connections.ts";
import { freePort } from "../support/world.ts";

describe("the page for people", () => {
  test("says what this is, that Redmine is there, and the URL to add", async () => {
    const { url, mcpUrl } = await world();
    const page = await new Browser().open(url);

    expect(page.status).toBe(200);
    expect(page.text).toContain("Connected to Redmine.");
    expect(page.html).toContain(`<code id="mcp-url">${mcpUrl}</code>`);
    expect(page.html).toContain(`${url}/connections`);
    expect(page.headers.get("cache-control")).toBe("no-cache");
  });

  test("says so when Redmine does not answer, and waits for it no longer than a second", async () => {
    const { url, sample } = await world();
    sample.down("refuse");
    expect((await new Browser().open(url)).text).toContain("does not answer");

    const slow = await world();
    slow.sample.down("hang");
    const from = performance.now();
    expect((await new Browser().open(slow.url)).text).toContain("slow to answer");
    expect(performance.now() - from).toBeLessThan(2_500);
    slow.sample.down(undefined);
  });

  test("gives each client exactly what it needs: commands, files, and links that carry the URL", async () => {
    const { url, mcpUrl } = await world();
    const { text, html } = await new Browser().open(url);

    expect(text).toContain(`claude mcp add --transport http redmine ${mcpUrl}`);
    const copied = [...html.matchAll(/<pre><code id="[\w-]+">([^<]+)</g)].map(([, code]) => unescaped(`${code}`));
    const files = copied
      .filter((code) => code.startsWith("{"))
      .map((code) => JSON.parse(code))
      .map(({ mcpServers, context_servers }) => (mcpServers ?? context_servers).redmine);
    expect(files).toContainEqual({ url: mcpUrl });
    expect(files).toContainEqual({ command: "npx", args: ["-y", "mcp-remote", mcpUrl] });

    const cursor = new URL(linkOf(html, "cursor:"));
    expect(cursor.searchParams.get("name")).toBe("redmine");
    expect(JSON.parse(atob(`${cursor.searchParams.get("config")}`))).toEqual({ url: mcpUrl });
    const [, vsCode = ""] = linkOf(html, "vscode:").split("?");
    expect(JSON.parse(decodeURIComponent(vsCode))).toEqual({ name: "redmine", type: "http", url: mcpUrl });
    expect(copied).toContain(`code --add-mcp '${decodeURIComponent(vsCode)}'`);
  });

  test("tells who can only be reached at home that Claude's and ChatGPT's servers cannot come", async () => {
    const local = await world();
    expect((await new Browser().open(local.url)).text).toContain("it is for your machine only");

    const port = await freePort();
    const shared = await world({ settings: { MCP_PORT: `${port}`, MCP_BASE_URL: "https://mcp.example.com" } });
    const answer = await visitAs("mcp.example.com", shared.server.port);
    expect(answer).toContain("https://mcp.example.com/mcp");
    expect(answer).toContain("custom connector");
    expect(answer).not.toContain("for your machine only");
  });

  test("tells the administrator the redirect URI, and which scopes to select in Redmine", async () => {
    const { url } = await world();
    const { html, text } = await new Browser().open(url);

    expect(html).toContain(`<code id="redirect-uri">${url}/oauth/callback</code>`);
    expect(html).toContain('href="http://redmine.sample/oauth/applications/new"');
    expect(text).toMatch(/Issue tracking ?View Issues/);
    expect(text).toContain("Edit issues");
    expect(text).toContain("Edit wiki pages");
  });

  test("asks for no box that reading does not need, where nothing may be changed", async () => {
    const { url } = await world({ settings: { READ_ONLY: "true" } });
    const { text } = await new Browser().open(url);

    expect(text).toContain("This server is read only");
    expect(text).toContain("View Issues");
    expect(text).not.toMatch(/(Edit|Add) issues|Log spent time|Edit wiki/);
  });

  test("has nothing to register where people sign in with their API key", async () => {
    const { url } = await oldWorld();
    const { text, html } = await new Browser().open(url);

    expect(text).toContain("sign in with your Redmine API key");
    expect(text).toContain("Enable REST web service");
    expect(html).not.toContain("redirect-uri");
  });

  test("stands below the path of MCP_BASE_URL, with a slash and without", async () => {
    const port = await freePort();
    const base = `http://localhost:${port}/redmine/mcp-server`;
    await world({ settings: { MCP_PORT: `${port}`, MCP_BASE_URL: base } });

    for (const address of [base, `${base}/`, `http://localhost:${port}/`]) {
      expect((await new Browser().open(address)).html).toContain(`<code id="mcp-url">${base}/mcp</code>`);
    }
    const opened = await fetch(`${base}/mcp`, { headers: { accept: "text/html" }, redirect: "manual" });
    expect(opened.headers.get("location")).toBe(`${base}/`);
  });

  test("is refused to a page of another name that points here, with where it is", async () => {
    const { server } = await world();
    expect(await visitAs("evil.example.com", server.port)).toContain(
      `Host is not this server's: it is reached at ${server.url}, and a proxy in front must pass that Host on`,
    );
  });
});

/** What a browser gets that believes this machine to be that host. */
async function visitAs(host: string, port: number): Promise<string> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: "/", headers: { host } }, async (answer) => {
      resolve((await Array.fromAsync(answer.setEncoding("utf8"))).join(""));
    });
    asked.once("error", reject).end();
    onTestFinished(() => void asked.destroy());
  });
}

function linkOf(html: string, scheme: string): string {
  return unescaped(
    [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => `${href}`).find((href) => href.startsWith(scheme)) ?? "",
  );
}

function unescaped(html: string): string {
  return html
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
