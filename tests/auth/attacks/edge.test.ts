import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callMcp, connect, refusalOf, registerClient, writingCall } from "../support/client.ts";
import type { Edge } from "../support/edge.ts";
import { type Listening, startListening, statusOf } from "../support/raw-http.ts";

let at: Listening;
let edge: Edge;
beforeAll(async () => {
  at = await startListening();
  edge = at.edge;
});
afterAll(() => at.stop());

describe("DNS rebinding", () => {
  const hosts = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1",
    "localhost",
    "localhost:80",
    "[::1]:1",
    "0.0.0.0",
  ];

  test.each(hosts)("a request for the host “%s” is refused by MCP and by OAuth", async (host) => {
    for (const path of [
      "/mcp",
      "/oauth/token",
      "/oauth/authorize",
      "/oauth/callback",
      "/oauth/register",
      "/connections",
    ]) {
      for (const method of ["GET", "POST"]) {
        const answer = await at.exchange(
          `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
        expect([path, statusOf(answer)]).toEqual([path, 403]);
      }
    }
  });

  test("other spellings of loopback are this server's", async () => {
    for (const host of [`localhost:${at.port}`, `127.0.0.1:${at.port}`, `[::1]:${at.port}`, `LOCALHOST:${at.port}`]) {
      const answer = await at.exchange(
        `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(statusOf(answer)).toBe(401);
    }
  });

  test.each([
    "https://evil.example",
    "null",
    "http://localhost.evil.example",
    "https://localhost:1",
    "file://",
    "http://localhost:1/x",
  ])("a page of %s may not call the MCP endpoint, with a good token either", async (origin) => {
    const { access_token: token } = await connect(edge, await registerClient(edge));

    const response = await edge.postJson("/mcp", writingCall, { origin, authorization: `Bearer ${token}` });

    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a connection that may only read", () => {
  const readOnly = async () => (await connect(edge, await registerClient(edge), { scope: "read" })).access_token;

  test("is refused a writing call with what it would need, before any work", async () => {
    const response = await callMcp(edge, await readOnly(), writingCall);

    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer resource_metadata="http://localhost:${at.port}/.well-known/oauth-protected-resource/mcp", scope="read write", error="insufficient_scope", error_description="Writing needs the scope write"`,
    );
  });

  test.each([
    ["a batch with a writing call", [writingCall]],
    [
      "a batch that hides it behind a reading one",
      [{ ...writingCall, params: { name: "search_issues" } }, writingCall],
    ],
    ["a batch in a batch", [[writingCall]]],
    ["an empty batch", []],
  ])("cannot slip it past in %s", async (_, body) => {
    expect((await callMcp(edge, await readOnly(), body)).status).toBe(400);
  });

  test("cannot name two tools at once: the body is read once", async () => {
    const twice =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_issues"},"params":{"name":"create_issue"}}';
    const response = await edge.fetch(
      new Request(`${edge.baseUrl}/mcp`, {
        method: "POST",
        body: twice,
        headers: { authorization: `Bearer ${await readOnly()}` },
      }),
    );

    expect(response.status).toBe(403);
  });

  test("is refused as a notification too: nothing of it runs", async () => {
    const { id: _, ...notification } = writingCall;
    const response = await callMcp(edge, await readOnly(), notification);

    expect([response.status, await response.text()]).toEqual([202, ""]);
  });
});

describe("who may call from a browser", () => {
  const preflight = (path: string, origin: string, method = "POST") =>
    edge.fetch(
      new Request(edge.baseUrl + path, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": method, "access-control-request-headers": "authorization" },
      }),
    );

  test("any page may register, redeem, refresh and revoke, without cookies", async () => {
    for (const path of ["/oauth/register", "/oauth/token", "/oauth/revoke"]) {
      const response = await preflight(path, "https://inspector.example");
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("access-control-allow-methods")).toBe("POST");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    }
  });

  test("no page of another site may read what stands in a person's browser", async () => {
    for (const path of ["/oauth/authorize", "/oauth/callback", "/oauth/consent", "/connections", "/health", "/"]) {
      const asked = await preflight(path, "https://evil.example", "GET");
      const got = await edge.get(path, { origin: "https://evil.example" });
      expect([path, asked.headers.get("access-control-allow-origin")]).toEqual([path, null]);
      expect([path, got.headers.get("access-control-allow-origin")]).toEqual([path, null]);
    }
  });

  test("a tool on the person's machine may call the MCP endpoint, and read why it is refused", async () => {
    const asked = await preflight("/mcp", "http://localhost:6274");
    expect(asked.headers.get("access-control-allow-origin")).toBe("http://localhost:6274");
    expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");

    const refused = await edge.postJson("/mcp", {}, { origin: "http://localhost:6274" });
    expect([refused.status, refused.headers.get("access-control-expose-headers")]).toEqual([
      401,
      expect.stringContaining("WWW-Authenticate"),
    ]);
  });

  test("an error of the token endpoint can be read as well", async () => {
    const response = await edge.post("/oauth/token", {}, { origin: "https://inspector.example" });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([400, "*"]);
  });
});

describe("methods", () => {
  test.each([
    ["/oauth/authorize", "GET"],
    ["/oauth/callback", "GET"],
    ["/oauth/consent", "POST"],
    ["/oauth/register", "POST"],
    ["/oauth/token", "POST"],
    ["/oauth/revoke", "POST"],
    ["/mcp", "POST"],
  ])("%s takes %s and says so to others", async (path, allowed) => {
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"].filter((each) => each !== allowed)) {
      const response = await edge.fetch(new Request(edge.baseUrl + path, { method }));
      expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, allowed]);
    }
  });

  test("HEAD does nothing where GET would go on with a sign-in", async () => {
    for (const path of ["/oauth/authorize", "/oauth/callback"]) {
      const response = await edge.fetch(new Request(edge.baseUrl + path, { method: "HEAD" }));
      expect([response.status, response.headers.getSetCookie()]).toEqual([405, []]);
    }
  });
});

test("what is not there is told as JSON of ours, and the path is not in it", async () => {
  const response = await edge.get("/oauth/<script>/../../etc/passwd");

  expect([response.status, await response.text()]).toEqual([
    404,
    `{"error":"not_found","error_description":"There is nothing here. The MCP endpoint (Streamable HTTP) is ${edge.baseUrl}/mcp"}`,
  ]);
});

test("the token endpoint's answers are kept by no cache", async () => {
  for (const response of [await edge.post("/oauth/token", {}), await edge.postJson("/oauth/register", {})]) {
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("pragma")).toBe("no-cache");
  }
});

test("an unknown client is told to register again, with a challenge that every HTTP library takes", async () => {
  const response = await edge.post("/oauth/token", { client_id: "x", grant_type: "refresh_token", refresh_token: "x" });

  expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm="/);
  expect(await refusalOf(response)).toEqual([401, "invalid_client"]);
});
