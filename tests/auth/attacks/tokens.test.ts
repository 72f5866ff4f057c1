import { beforeEach, expect, test } from "vitest";
import {
  callMcp,
  connect,
  newCode,
  newPkce,
  redeemForm,
  refreshForm,
  refreshTokens,
  refusalOf,
  registerClient,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
  return () => edge.stop();
});

test("a refresh token is no bearer", async () => {
  const tokens = await connect(edge, await registerClient(edge));

  const response = await callMcp(edge, tokens.refresh_token);

  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
});

test("a bearer is no refresh token", async () => {
  const client = await registerClient(edge);
  const tokens = await connect(edge, client);

  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, tokens.access_token)))).toEqual([
    400,
    "invalid_grant",
  ]);
  expect(await whoIs(edge, tokens.access_token)).toMatchObject({ user: 5 });
});

test("a code is neither a bearer nor a refresh token", async () => {
  const client = await registerClient(edge);
  const code = await newCode(edge, client, newPkce());

  expect(await whoIs(edge, code)).toBeUndefined();
  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, code)))).toEqual([400, "invalid_grant"]);
});

test("another client cannot revoke", async () => {
  const client = await registerClient(edge);
  const thief = await registerClient(edge, "http://localhost:1/thief", "Thief");
  const tokens = await connect(edge, client);

  for (const token of [tokens.access_token, tokens.refresh_token]) {
    expect((await edge.post("/oauth/revoke", { token, client_id: thief.id })).status).toBe(200);
  }

  expect(await whoIs(edge, tokens.access_token)).toMatchObject({ user: 5 });
  expect(edge.redmine.revoked).toEqual([]);
});

test.each(["access_token", "refresh_token"] as const)(
  "revoking the %s ends everything, at Redmine too",
  async (kind) => {
    const client = await registerClient(edge);
    const tokens = await connect(edge, client);
    const redmineToken = (await whoIs(edge, tokens.access_token))?.redmineToken;

    await edge.post("/oauth/revoke", { token: tokens[kind], client_id: client.id });

    expect(await whoIs(edge, tokens.access_token)).toBeUndefined();
    expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, tokens.refresh_token)))).toEqual([
      400,
      "invalid_grant",
    ]);
    expect(edge.redmine.revoked).toEqual([redmineToken]);
  },
);

test("a rotated refresh token still revokes its connection", async () => {
  const client = await registerClient(edge);
  const first = await connect(edge, client);
  const second = await refreshTokens(edge, client, first);

  await edge.post("/oauth/revoke", { token: first.refresh_token, client_id: client.id });

  expect(await whoIs(edge, second.access_token)).toBeUndefined();
});

test("a revocation names one token and one client", async () => {
  const client = await registerClient(edge);
  const { access_token: token } = await connect(edge, client);
  const basic = `Basic ${Buffer.from("dcr.other:").toString("base64")}`;

  const answers = await Promise.all([
    edge.post("/oauth/revoke", { token }),
    edge.post("/oauth/revoke", { client_id: client.id }),
    edge.post("/oauth/revoke", [
      ["token", token],
      ["token", "x"],
      ["client_id", client.id],
    ]),
    edge.post("/oauth/revoke", { token, client_id: client.id }, { authorization: basic }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect(await whoIs(edge, token)).toMatchObject({ user: 5 });
});

test("a token in the query or in the body is not looked at", async () => {
  const { access_token: token } = await connect(edge, await registerClient(edge));
  const body = { jsonrpc: "2.0", id: 1, method: "ping", access_token: token };

  const answers = await Promise.all([
    edge.postJson(`/mcp?access_token=${token}&bearer_token=${token}`, body),
    edge.get(`/mcp?access_token=${token}`),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([401, 405]);
});

test.each([
  "Basic dXNlcjpwYXNz",
  "Bearer",
  "Bearer  ",
  "Bearer a b",
  "bearer\tx",
  "Token x",
  `Bearer ${"a".repeat(501)}`,
])("an Authorization header that is not ours lets nobody in: %s", async (authorization) => {
  expect((await edge.postJson("/mcp", {}, { authorization })).status).toBe(401);
});

test("guessing finds nothing and locks nobody out", async () => {
  const client = await registerClient(edge);
  const tokens = await connect(edge, client);
  const guess = (token: string) => token.slice(0, -8) + Math.random().toString(36).slice(2, 10).padEnd(8, "x");

  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        i % 2
          ? edge.post("/oauth/token", refreshForm(client, guess(tokens.refresh_token)))
          : edge.post("/oauth/token", redeemForm(client, guess(`rmcp_ac_${"x".repeat(43)}`), "v".repeat(43))),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
  }

  expect((await refreshTokens(edge, client, tokens)).access_token).toMatch(/^rmcp_at_/);
});

test("the answer to a wrong token is the same whatever is wrong with it", async () => {
  const client = await registerClient(edge);
  const other = await registerClient(edge, "http://localhost:1/other", "Other");
  const pkce = newPkce();
  const code = await newCode(edge, client, pkce);
  const ended = await connect(edge, client);
  await edge.post("/oauth/revoke", { token: ended.access_token, client_id: client.id });
  const living = await connect(edge, client);

  const forms = [
    redeemForm(client, `rmcp_ac_${"x".repeat(43)}`, pkce.verifier),
    redeemForm(client, "junk", pkce.verifier),
    redeemForm(other, code, pkce.verifier),
    redeemForm(client, code, newPkce().verifier),
    { ...redeemForm(client, code, pkce.verifier), redirect_uri: "http://127.0.0.1:1/callback" },
    refreshForm(client, ended.refresh_token),
    refreshForm(other, living.refresh_token),
    refreshForm(client, "junk"),
  ];

  const bodies = await Promise.all(forms.map(async (form) => (await edge.post("/oauth/token", form)).text()));
  expect(new Set(bodies).size).toBe(1);
});
