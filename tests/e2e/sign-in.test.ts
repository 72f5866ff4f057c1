import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { startRedis } from "../support/redis-server.ts";
import { strictSignIn } from "../support/strict-client.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";

const { alice, bob } = redmine.people;
let server: Awaited<ReturnType<typeof startOurServer>>;
let asAlice: SignedIn;
let asBob: SignedIn;

beforeAll(async () => {
  server = await startOurServer();
  asAlice = await signIn(server.mcpUrl, alice);
  asBob = await signIn(server.mcpUrl, bob);
});
afterAll(async () => {
  await server?.stop();
});

const readIssue = { method: "tools/call", params: { name: "get_issue_details", arguments: { issue_id: 61 } } };

test("a client that knows only the URL signs alice in and reads issue 61 with its 40 journals", async () => {
  const { tools } = await asAlice.client.listTools();
  expect(tools.map((tool) => tool.name)).toContain("get_issue_details");

  const { text, isError } = await asAlice.call("get_issue_details", { issue_id: 61, notes: "all" });
  expect(isError, text).toBe(false);
  expect(text).toContain("Memory grows on every request");
  for (let note = 1; note <= 40; note += 1) expect(text).toMatch(new RegExp(`#${note}\\b`));
});

test("bob is told plainly that project secret is not his", async () => {
  for (const args of [{ issue_id: 68 }]) {
    const { text, isError } = await asBob.call("get_issue_details", args);
    expect(isError).toBe(true);
    expect(text).toMatch(/does not let this user/);
    expect(text).not.toMatch(/zanzibar|Secret plan/);
  }
  const search = await asBob.call("search_issues", { query: "zanzibar" });
  expect(search.text).not.toMatch(/Secret plan/);
});

test("a hundred interleaved calls never show one person the other's data", async () => {
  const calls = Array.from({ length: 100 }, async (_, n) => {
    const mine = n % 2 === 0;
    const { text, isError } = await (mine ? asAlice : asBob).call("get_issue_details", { issue_id: 68 + (n % 5) });
    expect(isError).toBe(!mine);
    expect(text.includes("Secret plan")).toBe(mine);
  });
  await Promise.all(calls);
});

test("a strict OAuth client signs in, calls, refreshes and revokes", async () => {
  const strict = await strictSignIn(server.mcpUrl, alice);
  expect(strict.metadataUrl).toBe(`${server.url}/.well-known/oauth-protected-resource/mcp`);
  expect(strict.tokens.scope).toBe("read write");

  const first = await strict.post(strict.tokens.access_token, readIssue);
  expect(await first.text()).toContain("Memory grows");
  const next = await strict.refresh(strict.tokens.refresh_token ?? "");
  expect(next.refresh_token).not.toBe(strict.tokens.refresh_token);
  expect((await strict.post(next.access_token, readIssue)).status).toBe(200);

  await strict.revoke(next.access_token);
  await expect(strict.post(next.access_token, readIssue)).rejects.toThrow(/challenge|401/i);
});

test("an expired Redmine token is renewed once although twenty calls arrive together", async () => {
  const tokensOfAlice = `resource_owner_id = ${alice.id}`;
  await redmine.sql(`UPDATE oauth_access_tokens SET created_at = datetime('now', '-3 hours') WHERE ${tokensOfAlice}`);
  const count = async () =>
    Number(await redmine.sql(`SELECT count(*) FROM oauth_access_tokens WHERE ${tokensOfAlice}`));
  const before = await count();

  const answers = await Promise.all(
    Array.from({ length: 20 }, () => asAlice.call("get_issue_details", { issue_id: 61 })),
  );
  for (const { isError, text } of answers) expect(isError, text).toBe(false);
  expect(await count()).toBe(before + 1);
});

test("killed and started again on the same SQLite file, both stay signed in with the tokens they have", async () => {
  await server.kill();
  await server.start();
  expect((await asAlice.call("get_issue_details", { issue_id: 68 })).isError).toBe(false);
  expect((await asBob.call("get_issue_details", { issue_id: 61 })).isError).toBe(false);
});

test("the same with Redis", async () => {
  const redis = await startRedis();
  const onRedis = await startOurServer({ TOKEN_STORE_URL: redis.url });
  try {
    const person = await signIn(onRedis.mcpUrl, alice);
    await onRedis.kill();
    await onRedis.start();
    expect((await person.call("get_issue_details", { issue_id: 68 })).isError).toBe(false);
  } finally {
    await onRedis.stop();
    await redis.stop();
  }
});

test("neither the store nor the log holds a token in clear", async () => {
  const kept = [asAlice, asBob].flatMap(({ kept: { tokens } }) => [tokens?.access_token, tokens?.refresh_token]);
  const secrets = [...kept, redmine.clientSecret].map((secret) => secret ?? "missing");
  const bytes = [server.storeFile, `${server.storeFile}-wal`].map((file) => readFileSync(file, "latin1")).join("");
  const log = server.log.join("\n");

  expect(bytes.length).toBeGreaterThan(1_000);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    expect(bytes.includes(secret)).toBe(false);
    expect(log.includes(secret)).toBe(false);
  }
  expect(log).not.toMatch(/Bearer |code=|rmcp_/);
});

test("it stops on SIGTERM with exit 0", async () => {
  expect(await server.stop()).toBe(0);
});
