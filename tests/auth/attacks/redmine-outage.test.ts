import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignedIn, signIn } from "../../support/mcp-client.ts";
import { signInAtRedmine } from "../../support/sign-in-at-redmine.ts";
import { newBrowser } from "../../support/visit-connections.ts";
import { startWorld, type World } from "../../support/world.ts";
import { type Answer, between } from "../support/between.ts";
import { newPkce } from "../support/client.ts";
import { publicSubject, readIssue, statusOf } from "../support/people-at-work.ts";

const redirect = "http://127.0.0.1:43210/callback";
const network = between();
let at: World;
/** One connection for all of it: no outage may end it. */
let alice: SignedIn;

beforeAll(async () => {
  at = await startWorld({ deps: { fetch: network.fetch } });
  alice = await signIn(at.mcpUrl, at.people.alice, { browser: newBrowser() });
});
afterAll(() => at.stop());

const json = (status: number, body: unknown) => () => Response.json(body, { status });
const html = (status: number) => () =>
  new Response(`<h1>${status}</h1>`, { status, headers: { "content-type": "text/html" } });

const outages: [string, Answer][] = [
  ["no connection", () => Promise.reject(new TypeError("fetch failed"))],
  ["500", json(500, { status: 500, error: "Internal Server Error" })],
  ["a proxy's 502", html(502)],
  [
    "a proxy's own 401",
    () => new Response("", { status: 401, headers: { "www-authenticate": 'Basic realm="proxy"' } }),
  ],
  ["a proxy's 403", html(403)],
  ["404 of something else", html(404)],
  ["429", html(429)],
  ["a portal's page with 200", html(200)],
  ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://portal.example/" } })],
  ["JSON of another kind", json(200, { hello: "world" })],
  ["half of JSON", () => new Response('{"user":{"id":', { headers: { "content-type": "application/json" } })],
  ["invalid_client", json(401, { error: "invalid_client" })],
  ["invalid_grant with the wrong status", json(500, { error: "invalid_grant" })],
  [
    "an answer that is lost",
    async (real) => {
      await real();
      throw new TypeError("terminated");
    },
  ],
];

describe.each(outages)("Redmine outage at every step: %s", (_, answer) => {
  test("in a call: said, no data, nobody logged out", async () => {
    await at.restart(); // looks again who it is
    for (const n of [1, 2]) {
      await network.during(n, answer, async () => {
        const { isError, text } = await readIssue(alice);
        if (isError) expect(text).not.toContain(publicSubject);
      });

      expect(await statusOf(at, alice)).toBe(200);
      expect((await readIssue(alice)).text).toContain(publicSubject);
    }
  });

  test("in a renewal: nobody logged out, the next call goes on", async () => {
    for (const n of [1, 2, 3]) {
      at.sample.expireAccessTokens(at.people.alice.id);
      const asked = await network.during(n, answer, async () => void (await readIssue(alice)));

      expect(asked).toBeGreaterThanOrEqual(n);
      expect(await statusOf(at, alice)).toBe(200);
      expect((await readIssue(alice)).text).toContain(publicSubject);
    }
  });

  test("in a sign-in: told to the person and the client, and the connection there was goes on", async () => {
    for (const n of [1, 2]) {
      const browser = newBrowser();
      const back = await toCallback(browser);
      let arrival: Awaited<ReturnType<typeof browser.open>> | URL | undefined;
      await network.during(n, answer, async () => {
        arrival = await browser.open(back, ({ port }) => port === "43210");
      });

      if (arrival instanceof URL) {
        expect(n).toBe(2); // a read that is tried again
        continue;
      }
      expect([400, 403, 502, 503]).toContain(arrival?.status);
      const link = /href="(http:[^"]+[?;]error=[^"]+)"/.exec(arrival?.html ?? "")?.[1]?.replaceAll("&amp;", "&") ?? "";
      expect(new URL(link).searchParams.get("error")).toMatch(/^(server_error|access_denied)$/);
    }

    expect(await statusOf(at, alice)).toBe(200);
  });

  test("in a revocation: the connection is over here all the same", async () => {
    const other = await signIn(at.mcpUrl, at.people.bob, { browser: newBrowser() });
    const form = { token: other.kept.tokens?.access_token ?? "", client_id: other.kept.client?.client_id ?? "" };

    await network.during(1, answer, async () => {
      const response = await fetch(`${at.url}/oauth/revoke`, { method: "POST", body: new URLSearchParams(form) });
      expect(response.status).toBe(200);
    });

    expect(await statusOf(at, other)).toBe(401);
  });
});

/** Signs alice in at Redmine, and stops where she is sent back to us. */
function toCallback(browser: ReturnType<typeof newBrowser>): Promise<URL> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: alice.kept.client?.client_id ?? "",
    redirect_uri: redirect,
    code_challenge: newPkce().challenge,
    code_challenge_method: "S256",
  });
  const until = ({ pathname }: URL) => pathname === "/oauth/callback";
  return signInAtRedmine(browser, `${at.url}/oauth/authorize?${query}`, at.people.alice, { until });
}
