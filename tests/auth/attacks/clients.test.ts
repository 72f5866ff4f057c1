import { beforeEach, expect, test } from "vitest";
import { fuzzRuns } from "../../support/fuzz-runs.ts";
import {
  authorizePath,
  claudeRedirect,
  connect,
  loopbackRedirect,
  newPkce,
  redeemForm,
  refreshForm,
  refusalOf,
  registerClient,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { recordsIn } from "../support/records-in.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge({ configuredRedirects: ["https://chat.example.com/cb"] });
  return () => edge.stop();
});

const encoded = (value: unknown) => `dcr.${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
const good = { n: "A client", r: ["http://127.0.0.1/callback"] };

test("an id is what its client registered, so anybody's own encoding of the same is the same client", async () => {
  expect((await registerClient(edge)).id).toBe(encoded(good));
});

test.each([
  ["an evil redirect", encoded({ n: "Claude", r: ["https://evil.example/cb"] }), "https://evil.example/cb"],
  [
    "a redirect added to a good one",
    encoded({ ...good, r: [...good.r, "https://evil.example/cb"] }),
    "https://evil.example/cb",
  ],
  ["a script for a redirect", encoded({ n: "x", r: ["javascript:alert(1)"] }), "javascript:alert(1)"],
])("a forged id with %s leads nowhere", async (_, id, redirect) => {
  const response = await edge.get(authorizePath({ id, redirect }, newPkce().challenge));

  expect(response.status).toBe(400);
  expect(response.headers.get("location")).toBeNull();
  expect(await response.text()).not.toContain("evil");
});

test.each([
  [
    "other order of the same fields",
    `dcr.${Buffer.from(JSON.stringify({ r: good.r, n: good.n })).toString("base64url")}`,
  ],
  ["more fields", encoded({ ...good, scope: "admin" })],
  ["spaces in its JSON", `dcr.${Buffer.from(JSON.stringify(good, null, 1)).toString("base64url")}`],
  ["padding", `${encoded(good)}=`],
  ["the other alphabet", encoded({ n: "ÿÿ??>>", r: good.r }).replaceAll("_", "/").replaceAll("-", "+")],
  ["a character of another alphabet inside", `${encoded(good).slice(0, 20)}!${encoded(good).slice(20)}`],
  ["control characters in its name", encoded({ ...good, n: "Cl\u0000aude\r\nSet-Cookie: a=b" })],
  ["invisible characters in its name", encoded({ ...good, n: "Cla\u200bude" })],
  ["a name of 81 characters", encoded({ ...good, n: "n".repeat(81) })],
  ["no redirect", encoded({ n: "x", r: [] })],
  ["eleven redirects", encoded({ n: "x", r: Array.from({ length: 11 }, (_, i) => `http://127.0.0.1/${i}`) })],
  ["redirects that are no texts", encoded({ n: "x", r: [1] })],
  ["a list", encoded([good])],
  ["no JSON", "dcr.AAAA"],
  ["nothing in it", "dcr."],
  ["another prefix", encoded(good).slice(4)],
  ["2,000 characters", encoded({ n: "x", r: [`http://127.0.0.1/${"p".repeat(1_480)}`] })],
  ["a megabyte of noughts", `dcr.${"A".repeat(10_000)}`],
  ["nothing", ""],
])("an id edited to have %s is unknown everywhere", async (_, id) => {
  const page = await edge.get(authorizePath({ id, redirect: loopbackRedirect }, newPkce().challenge));
  expect([page.status, page.headers.get("location")]).toEqual([400, null]);

  const client = { id, redirect: loopbackRedirect };
  const redemption = await edge.post("/oauth/token", redeemForm(client, `rmcp_ac_${"x".repeat(43)}`, "v".repeat(43)));
  expect(await refusalOf(redemption)).toEqual([401, "invalid_client"]);
  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, "x")))).toEqual([401, "invalid_client"]);
});

test("two client ids in one authorization request are refused on a page", async () => {
  const { id } = await registerClient(edge);
  const path = authorizePath({ id, redirect: loopbackRedirect }, newPkce().challenge, { client_id: [id, id] });

  expect((await edge.get(path)).status).toBe(400);
});

test("a client whose redirect the administrator took off the list is sent nowhere any more", async () => {
  const client = await registerClient(edge, "https://chat.example.com/cb");
  await connect(edge, client);
  const without = await startEdge({ store: edge.store, configuredRedirects: [] });

  const response = await without.get(authorizePath(client, newPkce().challenge));

  expect([response.status, response.headers.get("location")]).toEqual([400, null]);
});

test.each([
  ["not https", ["http://evil.example/cb"]],
  ["a look-alike of Claude", ["https://claude.ai.evil.example/api/mcp/auth_callback"]],
  ["Claude with a user part", ["https://claude.ai@evil.example/api/mcp/auth_callback"]],
  ["Claude with another path", ["https://claude.ai/api/mcp/auth_callback/../../../logout"]],
  ["Claude with a query", [`${claudeRedirect}?next=https://evil.example`]],
  ["Claude on another port", ["https://claude.ai:8443/api/mcp/auth_callback"]],
  ["Claude over http", ["http://claude.ai/api/mcp/auth_callback"]],
  ["Claude in capitals", ["HTTPS://CLAUDE.AI/api/mcp/auth_callback"]],
  ["Claude with a fragment", [`${claudeRedirect}#x`]],
  ["ChatGPT's connector with two segments", ["https://chatgpt.com/connector/oauth/a/b"]],
  ["ChatGPT's connector with dots", ["https://chatgpt.com/connector/oauth/.."]],
  ["ChatGPT's connector with a query", ["https://chatgpt.com/connector/oauth/a?b"]],
  ["ChatGPT's connector without a segment", ["https://chatgpt.com/connector/oauth/"]],
  ["a name that only begins with localhost", ["http://localhost.evil.example/cb"]],
  ["a backslash", ["http://localhost\\@evil.example/cb"]],
  ["a user part before loopback", ["http://evil.example@localhost/cb"]],
  ["the whole network", ["http://0.0.0.0/cb"]],
  ["https on loopback", ["https://localhost/cb"]],
  ["a script", ["javascript:alert(document.domain)"]],
  ["data", ["data:text/html,<script>alert(1)</script>"]],
  ["a file", ["file:///etc/passwd"]],
  ["a blob", ["blob:https://claude.ai/x"]],
  ["about", ["about:blank"]],
  ["an unknown app scheme", ["com.evil.app:/cb"]],
  ["the copy-and-paste redirect", ["urn:ietf:wg:oauth:2.0:oob"]],
  ["a line break", [`${loopbackRedirect}\r\nSet-Cookie: a=b`]],
  ["a space", ["http://localhost/a b"]],
  ["quotes", ['http://localhost/"><script>']],
  ["other scripts' letters", ["http://loсalhost/cb"]],
  ["an empty fragment", ["http://localhost/cb#"]],
  ["a relative one", ["/callback"]],
  ["nothing", [""]],
  ["600 characters", [`http://localhost/${"a".repeat(600)}`]],
  ["the configured one with a slash more", ["https://chat.example.com/cb/"]],
  ["the configured one with a query", ["https://chat.example.com/cb?x"]],
])("a registration for %s is refused", async (_, redirectUris) => {
  expect(await refusalOf(await edge.postJson("/oauth/register", { redirect_uris: redirectUris }))).toEqual([
    400,
    "invalid_redirect_uri",
  ]);
});

test("an unknown redirect in a set is left out, and the rest registers", async () => {
  const asked = ["https://evil.example/cb", loopbackRedirect, "cursor://anysphere.cursor-mcp/oauth/callback"];

  const response = await edge.postJson("/oauth/register", { redirect_uris: asked });

  expect(await response.json()).toMatchObject({ redirect_uris: asked.slice(1) });
});

test.each([
  ["no body", ""],
  ["half of JSON", '{"redirect_uris":['],
  ["null", "null"],
  ["a list", "[]"],
  ["no redirects", "{}"],
  ["an empty set", '{"redirect_uris":[]}'],
  ["a text for a set", '{"redirect_uris":"http://localhost/cb"}'],
  ["numbers", '{"redirect_uris":[1]}'],
  ["a name that is no text", '{"redirect_uris":["http://localhost/cb"],"client_name":{"$ne":1}}'],
  ["a hundred redirects", JSON.stringify({ redirect_uris: Array(100).fill("http://localhost/cb") })],
  ["a deep nest", `{"redirect_uris":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
])("a registration with %s is refused in words of ours", async (_, body) => {
  const request = new Request(`${edge.baseUrl}/oauth/register`, { method: "POST", body });
  const response = await edge.fetch(request);

  const { error, error_description: description } = await response.json();
  expect([response.status, error]).toEqual([400, "invalid_client_metadata"]);
  expect(description).toMatch(/^[A-Za-z0-9_. ]+$/);
});

test("what we do not support is ignored: no secret, no other method, no other grant", async () => {
  const response = await edge.postJson("/oauth/register", {
    redirect_uris: [loopbackRedirect],
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: ["implicit", "password"],
    response_types: ["token"],
    scope: "admin",
    software_statement: "x.y.z",
    jwks_uri: "http://169.254.169.254/",
    __proto__: { admin: true },
  });

  expect(await response.json()).toEqual({
    client_id: encoded({ n: "", r: good.r }),
    redirect_uris: [loopbackRedirect],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  });
});

test("a flood of registrations and authorization requests leaves nothing in the store", async () => {
  const { auth, store } = await startEdge();
  const client = await registerClient(edge, claudeRedirect);
  const toRedmine = new URLSearchParams(authorizePath(client, newPkce().challenge).split("?")[1]);
  const local = await registerClient(edge);
  const toPage = new URLSearchParams(authorizePath(local, newPkce().challenge).split("?")[1]);

  for (let i = 0; i < fuzzRuns(5_000, 100_000); i += 1)
    auth.register({ client_name: `Client ${i}`, redirect_uris: [loopbackRedirect] });
  for (let i = 0; i < 500; i += 1) {
    expect(await auth.authorize(toRedmine, {})).toHaveProperty("redirect");
    expect(await auth.authorize(toPage, {})).toHaveProperty("page");
  }

  expect(await recordsIn(store)).toEqual([]);
});

test("made-up returns from Redmine ask it little at a time, and the store keeps no more than was asked", async () => {
  const client = await registerClient(edge, claudeRedirect);
  let running = 0;
  let most = 0;
  const { finish } = edge.redmine.signIn;
  edge.redmine.signIn.finish = async (input) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return finish(input);
  };

  const statuses = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const begun = await edge.get(authorizePath(client, newPkce().challenge));
      const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
      const cookie = begun.headers.getSetCookie().map((line) => line.split(";")[0]);
      const query = new URLSearchParams({ code: "made-up", state });
      return (await edge.get(`/oauth/callback?${query}`, { cookie: cookie.join("; ") })).status;
    }),
  );

  const busy = statuses.filter((status) => status === 503).length;
  expect(most).toBeLessThanOrEqual(4);
  expect(busy).toBeGreaterThan(200);
  expect(await recordsIn(edge.store)).toHaveLength(300 - busy);
});
