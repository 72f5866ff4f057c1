import { beforeEach, expect, test } from "vitest";
import {
  approve,
  authorizePath,
  type Client,
  connect,
  newCode,
  newPkce,
  type Params,
  redeemForm,
  refusalOf,
  registerClient,
  tokensIn,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";

let edge: Edge;
let client: Client;
beforeEach(async () => {
  edge = await startEdge();
  client = await registerClient(edge);
  return () => edge.stop();
});

async function authorizeError(changed: Params): Promise<string | null> {
  const response = await edge.get(authorizePath(client, newPkce().challenge, changed));
  const location = new URL(response.headers.get("location") ?? "about:blank");
  expect(`${location.origin}${location.pathname}`).toBe(client.redirect);
  expect(location.searchParams.get("iss")).toBe(edge.baseUrl);
  expect(location.searchParams.get("state")).toBe("client-state");
  expect(location.searchParams.has("code")).toBe(false);
  return location.searchParams.get("error");
}

test.each([
  ["no PKCE", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
  ["a challenge without its method", { code_challenge_method: undefined }, "invalid_request"],
  ["plain PKCE", { code_challenge_method: "plain" }, "invalid_request"],
  ["S256 in lower case", { code_challenge_method: "s256" }, "invalid_request"],
  ["a challenge that is no SHA-256", { code_challenge: "short" }, "invalid_request"],
  ["two challenges", { code_challenge: ["a".repeat(43), "b".repeat(43)] }, "invalid_request"],
  ["two methods", { code_challenge_method: ["S256", "plain"] }, "invalid_request"],
  ["two response types", { response_type: ["code", "token"] }, "invalid_request"],
  ["the implicit grant", { response_type: "token" }, "unsupported_response_type"],
  ["a hybrid response", { response_type: "code id_token" }, "unsupported_response_type"],
  ["no response type", { response_type: undefined }, "unsupported_response_type"],
  ["two scopes", { scope: ["read", "write"] }, "invalid_request"],
])("an authorization request with %s is refused, to the client", async (_, changed, error) => {
  expect(await authorizeError(changed)).toBe(error);
});

test.each([
  "https://other.example/mcp",
  "https://mcp.example.com.evil.example/mcp",
  "https://mcp.example.com/mcp2",
  "mcp",
])("the foreign resource %s is refused at authorization and at the token endpoint", async (resource) => {
  expect(await authorizeError({ resource })).toBe("invalid_target");
  expect(await authorizeError({ resource: ["https://mcp.example.com/mcp", resource] })).toBe("invalid_target");

  const pkce = newPkce();
  const form = { ...redeemForm(client, await newCode(edge, client, pkce), pkce.verifier), resource };
  expect(await refusalOf(await edge.post("/oauth/token", form))).toEqual([400, "invalid_target"]);
});

test.each([
  "https://mcp.example.com",
  "https://mcp.example.com/",
  "https://mcp.example.com/mcp",
  "https://mcp.example.com/mcp/",
])("%s names this server", async (resource) => {
  expect((await connect(edge, client, { resource })).scope).toBe("read write");
});

test("a token for another server's URL does not open this one, though they share the store", async () => {
  const other = await startEdge({ store: edge.store, baseUrl: "https://other.example.com" });
  const tokens = await connect(other, await registerClient(other));

  expect(await whoIs(edge, tokens.access_token)).toBeUndefined();
  expect(await whoIs(other, tokens.access_token)).toMatchObject({ user: 5 });
});

test.each([
  ["a wrong verifier", { code_verifier: "v".repeat(43) }, "invalid_grant"],
  ["no verifier", { code_verifier: "" }, "invalid_grant"],
  ["a verifier of 42 characters", { code_verifier: "v".repeat(42) }, "invalid_grant"],
  ["a verifier of 129 characters", { code_verifier: "v".repeat(129) }, "invalid_grant"],
  ["the challenge as verifier", {}, "invalid_grant"],
  ["another loopback port than it was sent to", { redirect_uri: "http://127.0.0.1:43211/callback" }, "invalid_grant"],
  ["another redirect", { redirect_uri: "https://claude.ai/api/mcp/auth_callback" }, "invalid_grant"],
  ["another grant type", { grant_type: "password" }, "unsupported_grant_type"],
  ["client credentials", { grant_type: "client_credentials" }, "unsupported_grant_type"],
])("a code with %s is refused and stays good", async (what, changed, error) => {
  const pkce = newPkce();
  const code = await newCode(edge, client, pkce);
  const right = redeemForm(client, code, pkce.verifier);
  const wrong = { ...right, ...changed, ...(what.startsWith("the challenge") && { code_verifier: pkce.challenge }) };

  expect(await refusalOf(await edge.post("/oauth/token", wrong))).toEqual([400, error]);

  const tokens = await tokensIn(await edge.post("/oauth/token", right));
  expect(await whoIs(edge, tokens.access_token)).toMatchObject({ user: 5 });
});

test.each(["code", "code_verifier", "client_id", "redirect_uri", "grant_type"])(
  "%s given twice is refused, and the code stays good",
  async (name) => {
    const pkce = newPkce();
    const right = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);
    const twice: [string, string][] = [...Object.entries(right), [name, right[name] ?? ""]];

    expect(await refusalOf(await edge.post("/oauth/token", twice))).toEqual([400, "invalid_request"]);
    await tokensIn(await edge.post("/oauth/token", right));
  },
);

test("another client cannot redeem a code, with its verifier and redirect either", async () => {
  const thief = await registerClient(edge, client.redirect, "Thief");
  const pkce = newPkce();
  const code = await newCode(edge, client, pkce);

  expect(await refusalOf(await edge.post("/oauth/token", redeemForm(thief, code, pkce.verifier)))).toEqual([
    400,
    "invalid_grant",
  ]);
  await tokensIn(await edge.post("/oauth/token", redeemForm(client, code, pkce.verifier)));
});

test("a client that calls itself two names at once is refused", async () => {
  const other = await registerClient(edge, client.redirect, "Other");
  const pkce = newPkce();
  const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);
  const authorization = `Basic ${Buffer.from(`${other.id}:`).toString("base64")}`;

  expect(await refusalOf(await edge.post("/oauth/token", form, { authorization }))).toEqual([400, "invalid_request"]);
});

test("a replayed code ends the grant that came of it, at Redmine too", async () => {
  const pkce = newPkce();
  const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);
  const tokens = await tokensIn(await edge.post("/oauth/token", form));
  const redmineToken = (await whoIs(edge, tokens.access_token))?.redmineToken;

  expect(await refusalOf(await edge.post("/oauth/token", form))).toEqual([400, "invalid_grant"]);

  expect(await whoIs(edge, tokens.access_token)).toBeUndefined();
  expect(edge.redmine.revoked).toEqual([redmineToken]);
});

test("who found a used code, in a log say, cannot end the grant without the verifier", async () => {
  const pkce = newPkce();
  const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);
  const tokens = await tokensIn(await edge.post("/oauth/token", form));

  await edge.post("/oauth/token", { ...form, code_verifier: newPkce().verifier });

  expect(await whoIs(edge, tokens.access_token)).toMatchObject({ user: 5 });
});

test("a replay is noticed ten minutes long, a code is good for one", async () => {
  let time = Date.now();
  const later = await startEdge({ now: () => time });
  const pkce = newPkce();
  const late = redeemForm(client, await newCode(later, client, pkce), pkce.verifier);
  const used = redeemForm(client, await newCode(later, client, pkce), pkce.verifier);
  const tokens = await tokensIn(await later.post("/oauth/token", used));

  time += 60_001;
  expect(await refusalOf(await later.post("/oauth/token", late))).toEqual([400, "invalid_grant"]);
  time += 8 * 60_000;
  expect(await whoIs(later, tokens.access_token)).toMatchObject({ user: 5 });
  await later.post("/oauth/token", used);
  expect(await whoIs(later, tokens.access_token)).toBeUndefined();
  await later.stop();
});

test("twenty redemptions of one code at once give at most one pair, and none that lives", async () => {
  const pkce = newPkce();
  const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);

  const answers = await Promise.all(Array.from({ length: 20 }, () => edge.post("/oauth/token", form)));

  const good = answers.filter(({ status }) => status === 200);
  expect(good.length).toBeLessThanOrEqual(1);
  for (const answer of good) expect(await whoIs(edge, (await tokensIn(answer)).access_token)).toBeUndefined();
});

test("a code does not outlive its grant", async () => {
  const pkce = newPkce();
  const code = await newCode(edge, client, pkce);
  for await (const id of edge.store.keys("grant")) await edge.store.delete("grant", id);

  expect(await refusalOf(await edge.post("/oauth/token", redeemForm(client, code, pkce.verifier)))).toEqual([
    400,
    "invalid_grant",
  ]);
});

test("what the person narrowed to reading cannot be redeemed for writing", async () => {
  const pkce = newPkce();
  const end = await approve(edge, edge.newBrowser(), authorizePath(client, pkce.challenge, { scope: "write" }), "read");
  const form = { ...redeemForm(client, end.searchParams.get("code") ?? "", pkce.verifier), scope: "write" };

  const tokens = await tokensIn(await edge.post("/oauth/token", form));

  expect(tokens.scope).toBe("read");
  expect(edge.redmine.visited.at(-1)?.searchParams.get("scope")).toBe("view_issues");
});

test.each([
  ["another port", "http://127.0.0.1:43211/callback"],
  ["no port", "http://127.0.0.1/callback"],
  ["a slash more", "http://127.0.0.1:43210/callback/"],
  ["another name of the same machine", "http://localhost:43210/callback"],
  ["an upper-case scheme", "HTTP://127.0.0.1:43210/callback"],
  ["an escaped letter", "http://127.0.0.1:43210/c%61llback"],
  ["a query", "http://127.0.0.1:43210/callback?"],
  ["nothing in it", ""],
])("a redirect_uri with %s is not the one that the code was asked for", async (_, redirect) => {
  const pkce = newPkce();
  const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);

  const refused = await edge.post("/oauth/token", { ...form, redirect_uri: redirect });
  expect(await refusalOf(refused)).toEqual([400, "invalid_grant"]);
  await tokensIn(await edge.post("/oauth/token", form)); // the code was not spent by it
});
