import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loopbackCertificate } from "../support/loopback-certificate.ts";
import { emptyDirectory, runProcess } from "../support/run-command.ts";
import { freePort } from "../support/world.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";

const settings = {
  REDMINE_URL: redmine.url,
  REDMINE_CLIENT_ID: redmine.clientId,
  REDMINE_CLIENT_SECRET: redmine.clientSecret,
  TOKEN_STORE_URL: "memory:",
};

async function doctor(more: Record<string, string> = {}) {
  const run = await runProcess(["doctor"], { env: { MCP_PORT: String(await freePort()), ...settings, ...more } });
  return { ...run, errors: run.stdout.split("\n").filter((line) => line.startsWith("error ")) };
}

test("a real Redmine with the right application is found right", async () => {
  const { stdout, stderr, code } = await doctor();
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
  for (const line of [
    `ok     Redmine: answers at ${redmine.url}`,
    "ok     Redmine: its REST API is on",
    "ok     Redmine: has OAuth (6.1 or later)",
    "ok     Application: Redmine accepts REDMINE_CLIENT_ID and REDMINE_CLIENT_SECRET",
  ]) {
    expect(stdout).toContain(`${line}\n`);
  }
});

test.each([
  ["secret", { REDMINE_CLIENT_SECRET: "wrong" }],
  ["id", { REDMINE_CLIENT_ID: "wrong" }],
])("a wrong %s is told", async (_, more) => {
  const { errors, code } = await doctor(more);
  expect(errors).toEqual([expect.stringContaining("REDMINE_CLIENT_SECRET is not its secret")]);
  expect(code).toBe(1);
});

test("a path that is not Redmine's is told", async () => {
  const { errors } = await doctor({ REDMINE_URL: `${redmine.url}/not-here` });
  expect(errors).toEqual([expect.stringContaining("not Redmine's REST API")]);
});

test("an API key is told by its user, and a wrong one as wrong", async () => {
  const { alice } = redmine.people;
  const stdio = { REDMINE_CLIENT_ID: "", REDMINE_CLIENT_SECRET: "" };
  expect((await doctor({ ...stdio, REDMINE_API_KEY: alice.apiKey })).stdout).toContain(`Redmine's user ${alice.id}`);
  expect((await doctor({ ...stdio, REDMINE_API_KEY: "0".repeat(40) })).errors).toEqual([
    expect.stringContaining("REDMINE_API_KEY: is not known to Redmine"),
  ]);
});

test("a running server is found by its public URL", async () => {
  const server = await startOurServer();
  const { port } = new URL(server.url);
  const { stdout, code } = await doctor({ MCP_BASE_URL: server.url, MCP_PORT: port });
  await server.stop();
  expect(stdout).toContain(`ok     MCP_BASE_URL: ${server.url} leads to this server`);
  expect(code).toBe(0);
});

describe("through a proxy with TLS", () => {
  async function behindTls<T>(work: (url: string) => Promise<T>): Promise<T> {
    const server = createServer(loopbackCertificate, async (request, response) => {
      const answer = await fetch(redmine.url + request.url, { redirect: "manual" });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const result = await work(`https://127.0.0.1:${typeof address === "object" && address?.port}`);
    server.closeAllConnections();
    server.close();
    return result;
  }
  const byKey = { REDMINE_AUTH: "api-key" };

  test("an authority that nobody knows is told, with what to set", async () => {
    const { errors, stdout } = await behindTls((url) => doctor({ ...byKey, REDMINE_URL: url }));
    expect(errors).toEqual([
      expect.stringMatching(/its certificate comes from an authority that this machine does not know/),
    ]);
    expect(stdout).toContain("set NODE_EXTRA_CA_CERTS to the path");
  });

  test("with NODE_EXTRA_CA_CERTS it is right, and its last day is told", async () => {
    const file = join(emptyDirectory(), "ca.pem");
    writeFileSync(file, loopbackCertificate.cert);
    const { errors, stdout } = await behindTls((url) =>
      doctor({ ...byKey, REDMINE_URL: url, NODE_EXTRA_CA_CERTS: file }),
    );
    expect(errors).toEqual([]);
    expect(stdout).toMatch(/ok {5}Certificate: good until 21\d\d-\d\d-\d\d/);
    expect(stdout).toContain("ok     Clock: the same as Redmine's"); // of the proxy, as with nginx
  });
});

describe.runIf(redmine.ours)("from behind", () => {
  test("the REST API that is off is told", async () => {
    const set = (on: 0 | 1) =>
      // Redmine reads its settings anew when the newest of them is newer than what it has, by whole seconds
      redmine.sql(
        `UPDATE settings SET value = '${on}', updated_on = datetime('now', '+1 second') WHERE name = 'rest_api_enabled'`,
      );
    await set(0);
    const { errors, stdout } = await doctor().finally(() => set(1));
    expect(errors).toEqual([expect.stringContaining("its REST API is off")]);
    expect(stdout).toContain("Administration → Settings → API");
  });
});
