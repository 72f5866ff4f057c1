import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startFront, startHttpProxy } from "../support/forward.ts";
import { loopbackCertificate } from "../support/loopback-certificate.ts";
import { signIn } from "../support/mcp-client.ts";
import { type SampleProcess, type SampleProcessOptions, startSampleProcess } from "../support/sample-process.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { strictSignIn } from "../support/strict-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { trustLoopback } from "../support/trust-loopback.ts";
import { freePort } from "../support/world.ts";

trustLoopback(); // for the browser: a Redmine behind a private CA is open to those who work there

let folder: string;
let certificate: string;
const running: { stop(): Promise<unknown> }[] = [];

beforeAll(() => {
  folder = temporaryFolder();
  certificate = join(folder, "ca.pem");
  writeFileSync(certificate, loopbackCertificate.cert);
});
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startSample(options: SampleProcessOptions = {}): Promise<SampleProcess> {
  const sample = await startSampleProcess(options);
  running.push(sample);
  return sample;
}

async function startServer(sample: SampleProcess, more: Record<string, string>, path = ""): Promise<ServerProcess> {
  const port = await freePort();
  const server = await startServerProcess({
    ...sample.settings,
    MCP_PORT: String(port),
    MCP_BASE_URL: `http://127.0.0.1:${port}${path}`,
    TOKEN_STORE_URL: `sqlite://${join(folder, `${port}.sqlite`)}`,
    LOG_LEVEL: "info",
    ...more,
  });
  running.push(server);
  return server;
}

/** Signs alice in and reads an issue; what a model is told. */
async function issueAsAlice(server: ServerProcess, sample: SampleProcess): Promise<string> {
  const alice = await signIn(server.mcpUrl, sample.people.alice);
  const { text } = await alice.call("get_issue_details", { issue_id: 61 });
  await alice.close();
  return text;
}

test("a Redmine with an address for people and another for this server: each is used for its own", async () => {
  const front = await startFront();
  running.push(front);
  const sample = await startSample({ publicUrl: front.url });
  front.passTo(sample.url);
  const server = await startServer(sample, { REDMINE_PUBLIC_URL: front.url });

  const text = await issueAsAlice(server, sample);
  expect(text).toContain("Memory grows");
  expect(text).not.toContain(sample.url);
  const byPeople = front.seen.map((line) => line.split("?")[0]);
  expect(new Set(byPeople)).toEqual(
    new Set(["GET /oauth/authorize", "GET /login", "POST /login", "POST /oauth/authorize"]),
  );
  expect(await sample.requests()).toContain("POST /oauth/token");
});

test("a Redmine below a path, and this server below another", async () => {
  const sample = await startSample({ path: "/redmine", redirectUris: ["http://127.0.0.1/assistant/oauth/callback"] });
  const server = await startServer(sample, {}, "/assistant");
  expect(await issueAsAlice(server, sample)).toContain("Memory grows");

  const strict = await strictSignIn(server.mcpUrl, sample.people.bob);
  expect(strict.metadataUrl).toBe(`${new URL(server.url).origin}/.well-known/oauth-protected-resource/assistant/mcp`);
});

describe("a Redmine whose certificate is of a private CA", () => {
  test("works with NODE_EXTRA_CA_CERTS", async () => {
    const sample = await startSample({ tls: true });
    const server = await startServer(sample, { NODE_EXTRA_CA_CERTS: certificate });
    expect(await issueAsAlice(server, sample)).toContain("Memory grows");
  });

  test("without it, it is told that the certificate is the matter: to the model, in the log, and by no sign-in", async () => {
    const sample = await startSample({ tls: true });
    const trusting = await startServer(sample, { NODE_EXTRA_CA_CERTS: certificate });
    const alice = await signIn(trusting.mcpUrl, sample.people.alice);
    await trusting.stop();
    const port = new URL(trusting.url).port;
    const server = await startServer(sample, {
      MCP_PORT: port,
      MCP_BASE_URL: trusting.url,
      TOKEN_STORE_URL: `sqlite://${join(folder, `${port}.sqlite`)}`,
    });

    const { text, isError } = await alice.call("get_issue_details", { issue_id: 61 });
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining("secure connection to Redmine failed (certificate)"),
    ]);
    expect(server.log.join("\n")).toMatch(/"tls"/);
    await expect(signIn(server.mcpUrl, sample.people.bob)).rejects.toThrow("Redmine cannot be reached");
  });
});

describe("behind an HTTP proxy, with NODE_USE_ENV_PROXY", () => {
  test("a Redmine of http is reached through HTTP_PROXY", async () => {
    const sample = await startSample();
    const proxy = await startHttpProxy({
      "redmine.internal": new URL(sample.url).host,
      "redmine.internal:80": new URL(sample.url).host,
    });
    running.push(proxy);
    const server = await startServer(sample, {
      REDMINE_URL: "http://redmine.internal",
      REDMINE_PUBLIC_URL: sample.url,
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: proxy.url,
    });
    expect(await issueAsAlice(server, sample)).toContain("Memory grows");
    expect(proxy.seen.length).toBeGreaterThan(0);
  });

  test("a Redmine of https is reached through HTTPS_PROXY, which sees its name and nothing else", async () => {
    const sample = await startSample({ tls: true });
    const proxy = await startHttpProxy();
    running.push(proxy);
    const server = await startServer(sample, {
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: proxy.url,
    });
    expect(await issueAsAlice(server, sample)).toContain("Memory grows");
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${new URL(sample.url).host}`]));
  });

  test("a Redmine in NO_PROXY is reached without", async () => {
    const sample = await startSample();
    const proxy = await startHttpProxy();
    running.push(proxy);
    const server = await startServer(sample, {
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: proxy.url,
      NO_PROXY: "127.0.0.1",
    });
    expect(await issueAsAlice(server, sample)).toContain("Memory grows");
    expect(proxy.seen).toEqual([]);
  });
});
