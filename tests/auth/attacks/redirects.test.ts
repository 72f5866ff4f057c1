import { beforeEach, expect, test } from "vitest";
import {
  approve,
  atClient,
  authorizePath,
  claudeRedirect,
  newPkce,
  pageOf,
  registerClient,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge({ configuredRedirects: ["https://chat.example.com/cb?tenant=a&x=%20"] });
  return () => edge.stop();
});

test.each([
  ["another host", "https://evil.example/api/mcp/auth_callback"],
  ["another path", "https://claude.ai/api/mcp/auth_callback/x"],
  ["dot segments", "https://claude.ai/api/mcp/x/../auth_callback"],
  ["a percent-encoded letter", "https://claude.ai/api/mcp/auth_callbac%6b"],
  ["a query", `${claudeRedirect}?a=b`],
  ["a fragment", `${claudeRedirect}#a`],
  ["an empty fragment", `${claudeRedirect}#`],
  ["a user part", "https://claude.ai:x@evil.example/api/mcp/auth_callback"],
  ["a tab", "https://claude.ai/api/mcp/auth_call\tback"],
  ["no scheme", "//claude.ai/api/mcp/auth_callback"],
  ["a script", "javascript:alert(1)//claude.ai/api/mcp/auth_callback"],
  ["the other of its vendor's", "https://claude.com/api/mcp/auth_callback"],
  ["loopback", "http://127.0.0.1/callback"],
  ["nothing", ""],
])("a client that asks for %s instead of its redirect gets a page, and nobody is sent there", async (_, redirect) => {
  const client = await registerClient(edge, claudeRedirect);

  const response = await edge.get(authorizePath({ ...client, redirect }, newPkce().challenge));

  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  expect(await response.text()).not.toContain("evil");
});

test.each([
  ["without a redirect", undefined],
  ["with two", [claudeRedirect, claudeRedirect]],
])("an authorization request %s gets a page", async (_, redirect) => {
  const client = await registerClient(edge, claudeRedirect);
  const path = authorizePath(client, newPkce().challenge, { redirect_uri: redirect });

  const response = await edge.get(path);
  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
});

test.each([
  ["http://localhost:5000/callback", "http://127.0.0.1:5000/callback"],
  ["http://127.0.0.1:5000/callback", "http://[::1]:5000/callback"],
  ["http://127.0.0.1:5000/callback", "http://127.0.0.1:5000/other"],
  ["http://127.0.0.1:5000/callback", "http://127.0.0.1:5000/callback?x=1"],
  ["http://127.0.0.1:5000/callback", "https://127.0.0.1:5000/callback"],
])("on loopback only the port is free: %s is not %s", async (registered, asked) => {
  const client = await registerClient(edge, registered);

  expect((await edge.get(authorizePath({ ...client, redirect: asked }, newPkce().challenge))).status).toBe(400);
});

test("a loopback client may come with another port", async () => {
  const client = await registerClient(edge, "http://127.0.0.1:5000/callback");
  const path = authorizePath({ ...client, redirect: "http://127.0.0.1:5001/callback" }, newPkce().challenge);

  expect((await approve(edge, edge.newBrowser(), path)).port).toBe("5001");
});

test("a redirect's own query stays, and cannot stand in for our answer", async () => {
  const configured = await registerClient(edge, "https://chat.example.com/cb?tenant=a&x=%20");
  const end = await approve(edge, edge.newBrowser(), authorizePath(configured, newPkce().challenge));
  expect(Object.fromEntries(end.searchParams)).toEqual({
    tenant: "a",
    x: " ",
    code: expect.stringMatching(/^rmcp_ac_/),
    state: "client-state",
    iss: edge.baseUrl,
  });

  const sly = await registerClient(edge, "http://127.0.0.1/cb?code=mine&iss=https://evil.example&state=mine");
  const answer = await approve(edge, edge.newBrowser(), authorizePath(sly, newPkce().challenge));
  expect(answer.searchParams.getAll("code")).toEqual([expect.stringMatching(/^rmcp_ac_/)]);
  expect(answer.searchParams.getAll("iss")).toEqual([edge.baseUrl]);
  expect(answer.searchParams.getAll("state")).toEqual(["client-state"]);
});

const nasty = 'x\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>" onload="x ü 🙈 \u0000';

test("a state cannot break out of a header or a page, and comes back as it was", async () => {
  const client = await registerClient(edge);
  const browser = edge.newBrowser();
  const path = authorizePath(client, newPkce().challenge, { state: nasty });

  const page = pageOf(await browser.open(edge.baseUrl + path, atClient(edge)));
  expect(page.html).not.toContain("alert(1)");
  expect(page.headers.get("set-cookie")).not.toContain("a=b");
  const end = await approve(edge, browser, path);
  expect(end.searchParams.get("state")).toBe(nasty);

  const refused = await edge.get(authorizePath(client, "short", { state: nasty }));
  expect(refused.headers.get("location")).toMatch(/^[!-~]+$/);
  expect(new URL(refused.headers.get("location") ?? "").searchParams.get("state")).toBe(nasty);
});

test.each([
  ["repeated", ["a", "b"]],
  ["of 2,001 bytes", "s".repeat(2_001)],
  ["of 700 snowmen", "☃".repeat(700)],
])("a state that is %s goes back without it, as an error", async (_, state) => {
  const client = await registerClient(edge);

  const response = await edge.get(authorizePath(client, newPkce().challenge, { state }));

  const location = new URL(response.headers.get("location") ?? "");
  expect(Object.fromEntries(location.searchParams)).toMatchObject({ error: "invalid_request", iss: edge.baseUrl });
  expect(location.searchParams.has("state")).toBe(false);
});

test("the longest request there may be fits into a URL that Redmine takes", async () => {
  const redirects = Array.from({ length: 2 }, (_, i) => `http://127.0.0.1/${i}${"p".repeat(480)}`);
  const response = await edge.postJson("/oauth/register", { client_name: "n".repeat(80), redirect_uris: redirects });
  const client = { id: (await response.json()).client_id, redirect: redirects[0] ?? "" };
  const path = authorizePath(client, newPkce().challenge, { state: "s".repeat(1_990) });

  const end = await approve(edge, edge.newBrowser(), path);

  expect(end.searchParams.get("state")).toHaveLength(1_990);
  expect(edge.redmine.visited.at(-1)?.href.length).toBeLessThan(8_000); // Puma: 10 kB; scopes take up to 1.6
});

test("what a stranger writes into an error is not on the page", async () => {
  const marks = ["<b>one", '"two', "three"];
  const query = new URLSearchParams({ client_id: marks[0] ?? "", redirect_uri: marks[1] ?? "", state: marks[2] ?? "" });

  for (const path of [
    `/oauth/authorize?${query}`,
    `/oauth/callback?${query}&error=${marks[0]}&error_description=${marks[2]}`,
  ]) {
    const html = await (await edge.get(path)).text();
    for (const mark of marks) expect(html).not.toContain(mark);
  }
});

test("a redirect tells the next page nothing of where it comes from", async () => {
  const client = await registerClient(edge, claudeRedirect);

  const response = await edge.get(authorizePath(client, newPkce().challenge));

  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  expect(response.headers.get("cache-control")).toBe("no-store");
});
