import { connect as dial } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEnding } from "../../../src/http/ending.ts";
import { type Listening, listen } from "../../../src/http/listen.ts";
import { freePort } from "../../support/world.ts";
import { callMcp, connect, refusalOf, registerClient, whoIs, writingCall } from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";

// On a real socket: what no well-behaved HTTP library would send.

let edge: Edge;
let listening: Listening;
let port: number;

beforeAll(async () => {
  port = await freePort();
  edge = await startEdge({ baseUrl: `http://localhost:${port}` });
  listening = await listen({ fetch: edge.app, host: "127.0.0.1", port, ending: createEnding() });
});
afterAll(async () => {
  await listening.stop(0);
  await edge.stop();
});

/** Sends the bytes, and gives all that comes back until the server closes or says nothing for a while. */
function exchange(bytes: string | Buffer, quietMs = 5_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, "127.0.0.1");
    let received = "";
    const end = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setTimeout(quietMs, end);
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", end);
    socket.on("error", (error) => (received ? end() : reject(error)));
    socket.write(bytes);
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
const post = (path: string, headers: string[], body = "") =>
  [`POST ${path} HTTP/1.1`, `Host: localhost:${port}`, ...headers, "Connection: close", "", body].join("\r\n");
const formType = "Content-Type: application/x-www-form-urlencoded";

const posts = ["/oauth/register", "/oauth/token", "/oauth/revoke", "/oauth/consent", "/connections/end"];

describe.each(posts)("%s", (path) => {
  test("refuses a body of a megabyte by its announced length, before it is there", async () => {
    expect(statusOf(await exchange(post(path, [formType, "Content-Length: 1000000"])))).toBe(413);
  });

  test("refuses a body of a megabyte that comes in pieces without a length", async () => {
    const piece = `8000\r\n${"a".repeat(0x8000)}\r\n`;
    const answer = await exchange(post(path, [formType, "Transfer-Encoding: chunked"], piece.repeat(32)));
    expect(statusOf(answer)).toBe(413);
  });

  test.each([
    ["a length that is no number", ["Content-Length: -1"]],
    ["two lengths", ["Content-Length: 5", "Content-Length: 6"]],
    ["a length and pieces", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["a header with a line break", ["X-A: a\nX-B: b\r\r"]],
  ])("with %s gets 400 and no more", async (_, headers) => {
    expect(statusOf(await exchange(post(path, [formType, ...headers], "a=b&c")))).toBe(400);
  });

  test.each([
    ["nothing", "", ""],
    ["bytes that are no text", formType, "\x80\xff\xfe=\x00&%=%zz&=&&"],
    ["half a percent sign", formType, "token=%&client_id=%E0%A4%A"],
    ["another type", "Content-Type: multipart/form-data; boundary=x", "--x\r\n\r\na\r\n--x--"],
    ["a type that is no type", "Content-Type: ,;", "a"],
    ["JSON as a form", formType, '{"grant_type":"authorization_code"}'],
    ["a form as JSON", "Content-Type: application/json", "grant_type=authorization_code"],
    ["ten thousand names", formType, "a&".repeat(10_000)],
    ["one name ten thousand times", formType, "token=x&".repeat(3_000)],
    ["a name of the language's own", formType, "__proto__=a&constructor=b&toString=c"],
  ])("with a body of %s is refused in a sentence, and the server goes on", async (_, type, body) => {
    const bytes = Buffer.from(body, "latin1");
    const head = post(path, [...(type ? [type] : []), `Content-Length: ${bytes.length}`]);
    const answer = await exchange(Buffer.concat([Buffer.from(head), bytes]));

    expect(statusOf(answer)).toBeGreaterThanOrEqual({ "/connections/end": 303, "/oauth/revoke": 200 }[path] ?? 400);
    expect(statusOf(answer)).toBeLessThan(500);
    expect(answer).not.toContain("    at "); // a stack
  });
});

test("the MCP endpoint reads no body of a stranger", async () => {
  const answer = await exchange(post("/mcp", ["Content-Type: application/json", "Content-Length: 8000000"]));

  expect(statusOf(answer)).toBe(401); // and not after 8 MB
});

test("the MCP endpoint refuses nine megabytes of somebody who is signed in", async () => {
  const { access_token: token } = await connect(edge, await registerClient(edge));

  const head = post("/mcp", [`Authorization: Bearer ${token}`, "Content-Length: 9000000"]);
  expect(statusOf(await exchange(head))).toBe(413);
});

test("a body that never ends holds up nobody else", async () => {
  const slow = Array.from({ length: 50 }, () =>
    exchange(post("/oauth/token", [formType, "Content-Length: 1000"], "grant_type="), 1_500),
  );
  const begun = performance.now();

  expect((await fetch(`${edge.baseUrl}/.well-known/oauth-authorization-server`)).status).toBe(200);
  expect((await fetch(`${edge.baseUrl}/oauth/register`, { method: "POST", body: "{}" })).status).toBe(400);
  expect(performance.now() - begun).toBeLessThan(1_000);
  await Promise.all(slow);
});

test("a header of 20 kB is refused before it is looked at", async () => {
  const answer = await exchange(`GET /oauth/callback?state=${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);

  expect(statusOf(answer)).toBe(431);
});

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
        const answer = await exchange(
          `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
        expect([path, statusOf(answer)]).toEqual([path, 403]);
      }
    }
  });

  test("other spellings of loopback are this server's", async () => {
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`]) {
      const answer = await exchange(
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
      `Bearer resource_metadata="http://localhost:${port}/.well-known/oauth-protected-resource/mcp", scope="read write", error="insufficient_scope", error_description="Writing needs the scope write"`,
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

  expect([response.status, await response.text()]).toEqual([404, '{"error":"not_found"}']);
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

test("after all of this the server still serves who is signed in", async () => {
  const tokens = await connect(edge, await registerClient(edge));

  expect(await whoIs(edge, tokens.access_token)).toMatchObject({ user: 5 });
});
