import { beforeEach, expect, test } from "vitest";
import { connect, refreshForm, refreshTokens, refusalOf, registerClient, whoIs } from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
  return () => edge.stop();
});

test("another client cannot refresh, and the owner still can", async () => {
  const client = await registerClient(edge);
  const thief = await registerClient(edge, "http://localhost:1/thief", "Thief");
  const tokens = await connect(edge, client);

  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(thief, tokens.refresh_token)))).toEqual([
    400,
    "invalid_grant",
  ]);
  const next = await refreshTokens(edge, client, tokens);
  // nor with the spent one, within its grace
  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(thief, tokens.refresh_token)))).toEqual([
    400,
    "invalid_grant",
  ]);
  expect(await whoIs(edge, next.access_token)).toMatchObject({ user: 5 });
});

test("after a revocation the refresh token spent just before is not answered with its pair again", async () => {
  const client = await registerClient(edge);
  const first = await connect(edge, client);
  const second = await refreshTokens(edge, client, first);

  await edge.post("/oauth/revoke", { token: second.refresh_token, client_id: client.id });

  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, first.refresh_token)))).toEqual([
    400,
    "invalid_grant",
  ]);
});

test("a reused refresh token ends the grant, at Redmine too", async () => {
  let time = Date.now();
  const later = await startEdge({ now: () => time });
  const client = await registerClient(later);
  const first = await connect(later, client);
  const second = await refreshTokens(later, client, first);
  const redmineToken = (await whoIs(later, second.access_token))?.redmineToken;

  time += 2 * 60_000 + 1;
  expect(await refusalOf(await later.post("/oauth/token", refreshForm(client, first.refresh_token)))).toEqual([
    400,
    "invalid_grant",
  ]);

  expect(await whoIs(later, second.access_token)).toBeUndefined();
  expect(later.redmine.revoked).toEqual([redmineToken]);
  await later.stop();
});

test("within the grace the same pair comes again, and says truly how long it lasts", async () => {
  let time = Date.now();
  const later = await startEdge({ now: () => time });
  const client = await registerClient(later);
  const first = await connect(later, client);
  const second = await refreshTokens(later, client, first);

  time += 100_000;
  const again = await refreshTokens(later, client, first);

  expect(again).toEqual({ ...second, expires_in: 3_500 });
  await later.stop();
});

test.each([
  ["a grant that writes refreshes for less", "read write", "read", ["read"]],
  [
    "unknown words are dropped, and none left is what was granted",
    "read write",
    "openid offline_access",
    ["read", "write"],
  ],
  ["reading stays reading", "read", "read", ["read"]],
])("scope of a refresh: %s", async (_, granted, asked, expected) => {
  const client = await registerClient(edge);
  const tokens = await connect(edge, client, { scope: granted });

  const response = await edge.post("/oauth/token", { ...refreshForm(client, tokens.refresh_token), scope: asked });

  expect((await response.json()).scope).toBe(expected.join(" "));
});

test("a refresh cannot widen the scope", async () => {
  const client = await registerClient(edge);
  const tokens = await connect(edge, client, { scope: "read" });
  const form = { ...refreshForm(client, tokens.refresh_token), scope: "read write" };

  expect(await refusalOf(await edge.post("/oauth/token", form))).toEqual([400, "invalid_scope"]);
  const next = await refreshTokens(edge, client, tokens);
  expect(next.scope).toBe("read");
});

test("a runaway client may rotate ten times at once, then waits, and loses nothing", async () => {
  let time = Date.now();
  const later = await startEdge({ now: () => time });
  const client = await registerClient(later);
  let tokens = await connect(later, client);
  for (let i = 0; i < 10; i += 1) tokens = await refreshTokens(later, client, tokens);

  const refused = await later.post("/oauth/token", refreshForm(client, tokens.refresh_token));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);

  time += 30_000;
  tokens = await refreshTokens(later, client, tokens);
  expect(await whoIs(later, tokens.access_token)).toMatchObject({ user: 5 });
  await later.stop();
});
