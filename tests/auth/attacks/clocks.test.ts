import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import {
  approve,
  atClient,
  authorizePath,
  type Client,
  claudeRedirect,
  connect,
  newCode,
  newPkce,
  redeemForm,
  refreshForm,
  refreshTokens,
  registerClient,
  tokensIn,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";

const minute = 60_000;
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** Two servers on one Redis, whose clocks differ by eight minutes; a request goes to one and the next to the other. */
describe.each([
  ["the first is behind", -4 * minute, 4 * minute],
  ["the first is ahead", 4 * minute, -4 * minute],
])("two replicas, %s", (_, firstAhead, secondAhead) => {
  let first: Edge;
  let second: Edge;
  let client: Client;

  beforeAll(async () => {
    first = await startEdge({ store: await openStore(redis.url), now: () => Date.now() + firstAhead });
    second = await startEdge({ store: await openStore(redis.url), now: () => Date.now() + secondAhead });
    client = await registerClient(first);
  });
  afterAll(async () => {
    await first.stop();
    await second.stop();
  });

  test("a code of one is redeemed at the other", async () => {
    const pkce = newPkce();
    const code = await newCode(first, client, pkce);
    const tokens = await tokensIn(await second.post("/oauth/token", redeemForm(client, code, pkce.verifier)));

    expect(await whoIs(first, tokens.access_token)).toMatchObject({ user: 5 });
    expect(tokens.expires_in).toBeGreaterThanOrEqual(3_599);
  });

  test("a consent page of one is answered at the other", async () => {
    const browser = first.newBrowser();
    const page = await browser.open(first.baseUrl + authorizePath(client, newPkce().challenge), atClient(first));
    if (page instanceof URL) throw new Error("no page");
    const ticket = page.forms[0]?.controls.find(({ name }) => name === "ticket")?.value ?? "";
    const cookie = await browser.cookies.getCookieString(first.baseUrl);

    const answer = await second.post(
      "/oauth/consent",
      { ticket, decision: "allow" },
      { cookie, origin: first.baseUrl },
    );

    expect(answer.headers.get("location")).toContain("redmine.example");
  });

  test("refreshes of one token that reach both get the same pair, and nobody is taken for a thief", async () => {
    const tokens = await connect(first, client);
    const form = refreshForm(client, tokens.refresh_token);

    const answers = await Promise.all(
      Array.from({ length: 10 }, (__, i) => (i % 2 ? first : second).post("/oauth/token", form)),
    );
    const pairs = new Set(
      (await Promise.all(answers.map(tokensIn))).map((pair) => pair.access_token + pair.refresh_token),
    );
    expect(pairs.size).toBe(1);

    const late = await tokensIn(await (firstAhead > 0 ? first : second).post("/oauth/token", form));
    expect(await whoIs(second, late.access_token)).toMatchObject({ user: 5 });
  });

  test("consent that one remembers counts at the other", async () => {
    const claude = await registerClient(first, claudeRedirect);
    const browser = first.newBrowser();
    await approve(first, browser, authorizePath(claude, newPkce().challenge));
    const cookie = await browser.cookies.getCookieString(first.baseUrl);

    const answer = await second.get(authorizePath(claude, newPkce().challenge), { cookie });

    expect(answer.status).toBe(303);
  });

  test("Redmine's token is renewed once, though one clock thinks it has ended", async () => {
    const tokens = await connect(first, client);
    const ahead = await startEdge({ store: second.store, now: () => Date.now() + 121 * minute });
    const before = (await whoIs(first, tokens.access_token))?.redmineToken;

    const after = (await whoIs(ahead, tokens.access_token))?.redmineToken;

    expect(after).not.toBe(before);
    expect(ahead.redmine.renewals).toBe(1);
    expect((await whoIs(first, tokens.access_token))?.redmineToken).toBe(after);
    expect(first.redmine.renewals).toBe(0);
  });

  test("tokens end by the store's clock at both", async () => {
    const tokens = await refreshTokens(first, client, await connect(second, client));

    expect(await whoIs(first, tokens.access_token)).toEqual(await whoIs(second, tokens.access_token));
  });
});

test("a clock that jumps back neither ends a grant nor gives a token a longer life", async () => {
  let time = Date.now();
  const edge = await startEdge({ now: () => time });
  const client = await registerClient(edge);
  const tokens = await connect(edge, client);

  time -= 30 * minute;
  const next = await refreshTokens(edge, client, tokens);

  expect(next.expires_in).toBe(3_600);
  expect(await whoIs(edge, next.access_token)).toMatchObject({ user: 5 });
  await edge.stop();
});
