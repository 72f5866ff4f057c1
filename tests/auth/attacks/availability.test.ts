import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bounds } from "../../../src/http/bounds.ts";
import { connect, registerClient, whoIs } from "../support/client.ts";
import type { Edge } from "../support/edge.ts";
import { formType, type Listening, startListening, statusOf } from "../support/raw-http.ts";

// What one request, or many strangers together, can take. tests/operations/availability.test.ts has the same on the whole program.

let at: Listening;
let edge: Edge;
let token: string;
beforeAll(async () => {
  at = await startListening();
  edge = at.edge;
  token = (await connect(edge, await registerClient(edge))).access_token;
});
afterAll(() => at.stop());

const request = (line: string, headers: string[], body = "") =>
  [`${line} HTTP/1.1`, `Host: localhost:${at.port}`, ...headers, "", body].join("\r\n");
const call = (body: string, headers: string[] = []) =>
  request(
    "POST /mcp",
    [`Authorization: Bearer ${token}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers],
    body,
  );
const inPieces = (count: number) => `${"1\r\na\r\n".repeat(count)}0\r\n\r\n`;
const meta = (inner: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"x":${inner}}}}`;

test("a form of eight thousand names takes no longer than one of the same length", async () => {
  const names = Array.from({ length: 8_000 }, (_, index) => index.toString(36)).join("&");
  const timed = async (body: string) => {
    const begun = performance.now();
    const head = [formType, "Connection: close", `Content-Length: ${body.length}`];
    expect(statusOf(await at.exchange(request("POST /oauth/token", head, body)))).toBe(400);
    return performance.now() - begun;
  };
  const plain = await timed(`a=${"b".repeat(names.length)}`);

  expect(await timed(names)).toBeLessThan(plain + 250); // it was 1,000 and more
});

describe("bodies in one-byte pieces", () => {
  test.each(["/oauth/token", "/oauth/register", "/oauth/revoke", "/oauth/consent", "/connections/end"])(
    "%s stops reading them after some hundred",
    async (path) => {
      const answer = await at.exchange(
        request(`POST ${path}`, [formType, "Transfer-Encoding: chunked"], inPieces(20_000)),
      );
      expect(statusOf(answer)).toBe(413);
      expect(answer).toMatch(/^connection: close/im);
    },
  );

  test("the MCP endpoint stops reading them, of somebody who is signed in too", async () => {
    const headers = [`Authorization: Bearer ${token}`, "Transfer-Encoding: chunked"];
    expect(statusOf(await at.exchange(request("POST /mcp", headers, inPieces(20_000))))).toBe(413);
  });

  test.each([
    ["POST /mcp", 401],
    ["POST /nothing", 404],
    ["GET /health", 200],
  ])("%s, which reads no body, answers and closes", async (line, status) => {
    const answer = await at.exchange(request(line, ["Transfer-Encoding: chunked"], inPieces(20_000)));
    expect(statusOf(answer)).toBe(status);
    expect(answer).toMatch(/^connection: close/im);
  });

  test("pieces of a usual size are read", async () => {
    const piece = `${(4_000).toString(16)}\r\n${"a".repeat(4_000)}\r\n`;
    const body = `7\r\nclient_\r\n3\r\nid=\r\n${piece.repeat(3)}0\r\n\r\n`;
    const head = [formType, "Transfer-Encoding: chunked", "Connection: close"];
    expect(statusOf(await at.exchange(request("POST /oauth/token", head, body)))).toBe(401); // an unknown client
  });
});

describe("JSON of a signed-in person", () => {
  test.each([
    ["a hundred thousand values", `[${"0,".repeat(100_000)}0]`],
    ["a hundred thousand objects", `[${"{},".repeat(100_000)}0]`],
    ["a hundred thousand names", `{${'"a":0,'.repeat(100_000)}"b":0}`],
    ["a thousand brackets", "[".repeat(1_000) + "]".repeat(1_000)],
    ["more than a megabyte of text", `"${"a".repeat(bounds.callBytes)}"`],
  ])("of %s is refused, and the connection of somebody else goes on", async (_, inner) => {
    expect(statusOf(await at.exchange(call(meta(inner), ["Connection: close"])))).toBe(413);
    expect(await whoIs(edge, token)).toMatchObject({ user: 5 });
  });

  test("of more than a megabyte is not even read of somebody who may only read", async () => {
    const { access_token: reading } = await connect(edge, await registerClient(edge), { scope: "read" });
    const head = [`Authorization: Bearer ${reading}`, `Content-Length: ${bounds.callBytes + 1}`];
    expect(statusOf(await at.exchange(request("POST /mcp", head)))).toBe(413);
  });
});

test("of one person, one long call is read at a time; another gets 503 with the time to wait", async () => {
  const head = [`Authorization: Bearer ${token}`, `Content-Length: ${bounds.callBytes + 1}`];
  const first = at.exchange(request("POST /mcp", head), 1_500);
  await new Promise((resolve) => setTimeout(resolve, 300));

  const second = await at.exchange(request("POST /mcp", head));

  expect(statusOf(second)).toBe(503);
  expect(second).toMatch(/^retry-after: \d+/im);
  expect(await first).toBe(""); // it is still being read
});

test("bodies of strangers that do not end make room for one that does", async () => {
  const most = bounds.strangerBodiesBytes / bounds.strangerBodyBytes;
  const unfinished = request("POST /oauth/token", [formType, "Content-Length: 1000"], "grant_type=");
  const slow = Array.from({ length: most + 20 }, () => at.exchange(unfinished, 4_000));
  await new Promise((resolve) => setTimeout(resolve, 1_000));

  expect((await edge.post("/oauth/token", {})).status).toBe(400);
  const answers = await Promise.all(slow);
  const refused = answers.filter((answer) => statusOf(answer) === 503);
  expect(refused.length).toBeGreaterThanOrEqual(20);
  expect(refused[0]).toMatch(/^retry-after: \d+/im);
});

describe("a target with a host of its own", () => {
  test.each(["/health", "/mcp", "/oauth/token", "/.well-known/oauth-authorization-server", "/"])(
    "that is not the Host gets nothing at %s",
    async (path) => {
      const answer = await at.exchange(
        `GET http://evil.example${path} HTTP/1.1\r\nHost: localhost:${at.port}\r\nConnection: close\r\n\r\n`,
      );
      expect(statusOf(answer)).toBe(400);
    },
  );

  test("that is the Host is served", async () => {
    const target = `http://localhost:${at.port}/health`;
    const answer = await at.exchange(
      `GET ${target} HTTP/1.1\r\nHost: localhost:${at.port}\r\nConnection: close\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(200);
  });
});

test("a body that is cut is no error of ours: it is logged at debug", async () => {
  edge.lines.length = 0;
  const unfinished = request("POST /oauth/token", [formType, "Content-Length: 1000"], "grant_type=");
  await at.exchange(unfinished, 200);
  await new Promise((resolve) => setTimeout(resolve, 200));

  expect(edge.lines.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
});

test("a request that came in two packets with an end right behind it is read whole", async () => {
  const head = [formType, "Connection: close", "Content-Length: 12000"];
  const answer = await at.exchange(request("POST /oauth/token", head, `client_id=${"a".repeat(11_990)}`));

  expect(statusOf(answer)).toBe(401);
});
