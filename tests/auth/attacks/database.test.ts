import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import {
  approve,
  authorizePath,
  type Client,
  connect,
  newPkce,
  redeemForm,
  refreshForm,
  refreshTokens,
  refusalOf,
  registerClient,
  type Tokens,
  tokensIn,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { recordsIn } from "../support/records-in.ts";

// Who can write to the store, but holds no token. Records can be destroyed by them; nothing can be won.

const hour = 3_600_000;
let edge: Edge;
let store: Store;
let client: Client;
let mine: Tokens;
let theirs: Tokens;

beforeEach(async () => {
  edge = await startEdge();
  store = edge.store;
  client = await registerClient(edge);
  mine = await connect(edge, client, { scope: "read" });
  edge.redmine.user = 7;
  theirs = await connect(edge, client);
  return () => edge.stop();
});

async function idsOf(namespace: string): Promise<string[]> {
  return (await recordsIn(store)).flatMap((key) => (key.startsWith(`${namespace}:`) ? [key.split(":")[1] ?? ""] : []));
}

async function grantOf(tokens: Tokens): Promise<string> {
  return (await whoIs(edge, tokens.access_token))?.grant ?? "";
}

async function read(namespace: string, key: string): Promise<string> {
  const text = await store.get(namespace, key);
  if (text === undefined) throw new Error(`no ${namespace}:${key}`);
  return text;
}

async function expectRefused(tokens: Tokens): Promise<void> {
  expect(await whoIs(edge, tokens.access_token)).toBeUndefined();
  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, tokens.refresh_token)))).toEqual([
    400,
    "invalid_grant",
  ]);
}

test.each([
  ["user", 7],
  ["user", 1],
  ["client", "dcr.other"],
  ["scope", ["read", "write"]],
  ["created", 0],
  ["until", Number.MAX_SAFE_INTEGER],
])("a grant whose %s was edited by hand is nobody's", async (field, value) => {
  const id = await grantOf(mine);
  const record = JSON.parse(await read("grant", id));
  await store.set("grant", id, JSON.stringify({ ...record, [field]: value }), hour);

  await expectRefused(mine);
  expect(await whoIs(edge, theirs.access_token)).toMatchObject({ user: 7 });
});

test.each([
  ["no JSON", () => "x"],
  ["an empty record", () => "{}"],
  [
    "a box that is cut",
    (text: string) => JSON.stringify({ ...JSON.parse(text), box: JSON.parse(text).box.slice(0, -8) }),
  ],
  [
    "a box with a changed byte",
    (text: string) => text.replace(/"box":"(.)/, (_, first) => `"box":"${first === "A" ? "B" : "A"}`),
  ],
  ["an empty box", (text: string) => JSON.stringify({ ...JSON.parse(text), box: "" })],
])("a grant that is %s is nobody's", async (_, edit) => {
  const id = await grantOf(mine);
  await store.set("grant", id, edit(await read("grant", id)), hour);

  await expectRefused(mine);
});

test("another's grant moved under mine does not make me them", async () => {
  await store.set("grant", await grantOf(mine), await read("grant", await grantOf(theirs)), hour);

  await expectRefused(mine);
  expect(await whoIs(edge, theirs.access_token)).toMatchObject({ user: 7 });
});

test.each(["access", "refresh"])("every %s record moved under every other key opens for nobody", async (namespace) => {
  const ids = await idsOf(namespace);
  const texts = await Promise.all(ids.map((id) => read(namespace, id)));
  expect(ids).toHaveLength(2);
  await Promise.all(ids.map((id, i) => store.set(namespace, id, texts[1 - i] ?? "", hour)));

  const tokens = [mine, theirs].map((each) => (namespace === "access" ? each.access_token : each.refresh_token));
  for (const token of tokens) {
    if (namespace === "access") expect(await whoIs(edge, token)).toBeUndefined();
    else expect((await edge.post("/oauth/token", refreshForm(client, token))).status).toBe(400);
  }
});

test("a refresh record moved among the access tokens is no bearer, and the other way round", async () => {
  for (const id of await idsOf("refresh")) await store.set("access", id, await read("refresh", id), hour);
  for (const id of await idsOf("access")) await store.set("refresh", id, await read("access", id), hour);

  expect(await whoIs(edge, mine.refresh_token)).toBeUndefined();
  expect((await edge.post("/oauth/token", refreshForm(client, mine.access_token))).status).toBe(400);
});

test("an old state of a grant, put back after its revocation, holds tokens that Redmine has ended", async () => {
  const id = await grantOf(mine);
  const old = await read("grant", id);
  const redmineToken = (await whoIs(edge, mine.access_token))?.redmineToken;
  await edge.post("/oauth/revoke", { token: mine.access_token, client_id: client.id });

  await store.set("grant", id, old, hour);

  expect(edge.redmine.revoked).toEqual([redmineToken]);
  expect((await whoIs(edge, mine.access_token))?.redmineToken).toBe(redmineToken);
});

test("a made-up mark of a spent refresh token gives no pair, and ends nobody's grant", async () => {
  const before = await idsOf("spent");
  await refreshTokens(edge, client, theirs);
  const [theirMark] = (await idsOf("spent")).filter((id) => !before.includes(id));
  const { idOf } = await import("../../../src/auth/seal.ts");
  await store.set("spent", idOf(mine.refresh_token), await read("spent", theirMark ?? ""), hour);

  expect(await refusalOf(await edge.post("/oauth/token", refreshForm(client, mine.refresh_token)))).toEqual([
    400,
    "invalid_grant",
  ]);
  expect(await whoIs(edge, mine.access_token)).toMatchObject({ user: 5 });
  expect(await whoIs(edge, theirs.access_token)).toMatchObject({ user: 7 });
});

test("a code edited, or moved under another, is refused", async () => {
  const [one, two] = [newPkce(), newPkce()];
  const first = await codeFor(one.challenge);
  const second = await codeFor(two.challenge);
  const ids = await idsOf("code");
  const texts = await Promise.all(ids.map((id) => read("code", id)));
  await Promise.all(ids.map((id, i) => store.set("code", id, texts[1 - i] ?? "", hour)));

  for (const [code, pkce] of [
    [first, one],
    [second, two],
    [first, two],
    [second, one],
  ] as const) {
    const answer = await edge.post("/oauth/token", redeemForm(client, code, pkce.verifier));
    expect(await refusalOf(answer)).toEqual([400, "invalid_grant"]);
  }
});

async function codeFor(challenge: string): Promise<string> {
  const end = await approve(edge, edge.newBrowser(), authorizePath(client, challenge));
  return end.searchParams.get("code") ?? "";
}

test("the file has no token, code, state, cookie or secret of anybody in clear", async () => {
  const folder = temporaryFolder();
  const file = await openStore(`sqlite://${folder}/tokens.sqlite`);
  const written = await startEdge({ store: file });
  const secrets: string[] = [];
  const browser = written.newBrowser();
  const pkce = newPkce();
  const end = await approve(written, browser, authorizePath(client, pkce.challenge, { state: "the-client-state" }));
  const code = end.searchParams.get("code") ?? "";
  const first = await tokensIn(await written.post("/oauth/token", redeemForm(client, code, pkce.verifier)));
  secrets.push((await whoIs(written, first.access_token))?.redmineToken ?? "");
  const second = await refreshTokens(written, client, first);
  const cookies = (await browser.cookies.getCookieString(written.baseUrl))
    .split("; ")
    .map((each) => each.split("=")[1]);
  const atRedmine = written.redmine.visited.map((url) => url.searchParams.get("state") ?? "");
  secrets.push(code, pkce.verifier, pkce.challenge, "the-client-state", client.redirect, ...atRedmine);
  for (const tokens of [first, second]) secrets.push(tokens.access_token, tokens.refresh_token);
  for (const cookie of cookies) secrets.push(cookie ?? "");
  expect(secrets.length).toBeGreaterThanOrEqual(12);
  expect(secrets.every((secret) => secret.length > 7)).toBe(true);

  const names = readdirSync(folder);
  const bytes = Buffer.concat(names.map((name) => readFileSync(join(folder, name))));
  expect(bytes.includes("grant:")).toBe(true);
  for (const secret of secrets) {
    expect(bytes.includes(secret), secret).toBe(false);
    expect(bytes.includes(secret.replace(/^rmcp_.._/, "")), secret).toBe(false);
    expect(bytes.includes(Buffer.from(secret).toString("base64url")), secret).toBe(false);
  }

  await file.close();
  rmSync(folder, { recursive: true });
});
