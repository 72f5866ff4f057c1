import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, registerClient, whoIs } from "../support/client.ts";
import type { Edge } from "../support/edge.ts";
import { formType, type Listening, startListening, statusOf } from "../support/raw-http.ts";

// On a real socket: what no well-behaved HTTP library would send.

let at: Listening;
let edge: Edge;
beforeAll(async () => {
  at = await startListening();
  edge = at.edge;
});
afterAll(() => at.stop());

const post = (path: string, headers: string[], body = "") =>
  [`POST ${path} HTTP/1.1`, `Host: localhost:${at.port}`, ...headers, "Connection: close", "", body].join("\r\n");
const posts = ["/oauth/register", "/oauth/token", "/oauth/revoke", "/oauth/consent", "/connections/end"];

describe.each(posts)("%s", (path) => {
  test("refuses a body of a megabyte by its announced length, before it is there", async () => {
    expect(statusOf(await at.exchange(post(path, [formType, "Content-Length: 1000000"])))).toBe(413);
  });

  test("refuses a body of a megabyte that comes in pieces without a length", async () => {
    const piece = `8000\r\n${"a".repeat(0x8000)}\r\n`;
    const answer = await at.exchange(post(path, [formType, "Transfer-Encoding: chunked"], piece.repeat(32)));
    expect(statusOf(answer)).toBe(413);
  });

  test.each([
    ["a length that is no number", ["Content-Length: -1"]],
    ["two lengths", ["Content-Length: 5", "Content-Length: 6"]],
    ["a length and pieces", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["a header with a line break", ["X-A: a\nX-B: b\r\r"]],
  ])("with %s gets 400 and no more", async (_, headers) => {
    expect(statusOf(await at.exchange(post(path, [formType, ...headers], "a=b&c")))).toBe(400);
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
    const answer = await at.exchange(Buffer.concat([Buffer.from(head), bytes]));

    expect(statusOf(answer)).toBeGreaterThanOrEqual({ "/connections/end": 303, "/oauth/revoke": 200 }[path] ?? 400);
    expect(statusOf(answer)).toBeLessThan(500);
    expect(answer).not.toContain("    at "); // a stack
  });
});

test("the MCP endpoint reads no body of a stranger", async () => {
  const answer = await at.exchange(post("/mcp", ["Content-Type: application/json", "Content-Length: 8000000"]));

  expect(statusOf(answer)).toBe(401); // and not after 8 MB
});

test("the MCP endpoint refuses nine megabytes of somebody who is signed in", async () => {
  const { access_token: token } = await connect(edge, await registerClient(edge));

  const head = post("/mcp", [`Authorization: Bearer ${token}`, "Content-Length: 9000000"]);
  expect(statusOf(await at.exchange(head))).toBe(413);
});

test("an endless body does not block other requests", async () => {
  const unfinished = post("/oauth/token", [formType, "Content-Length: 1000"], "grant_type=");
  let ended = false;
  const slow = Promise.all(Array.from({ length: 50 }, () => at.exchange(unfinished, 3_000))).then(() => {
    ended = true;
  });

  expect((await fetch(`${edge.baseUrl}/.well-known/oauth-authorization-server`)).status).toBe(200);
  expect((await fetch(`${edge.baseUrl}/oauth/register`, { method: "POST", body: "{}" })).status).toBe(400);
  expect(ended).toBe(false);
  await slow;
});

test("a header of 20 kB is refused before it is looked at", async () => {
  const answer = await at.exchange(`GET /oauth/callback?state=${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);

  expect(statusOf(answer)).toBe(431);
});

test("after all of this the server still serves who is signed in", async () => {
  const tokens = await connect(edge, await registerClient(edge));

  expect(await whoIs(edge, tokens.access_token)).toMatchObject({ user: 5 });
});
