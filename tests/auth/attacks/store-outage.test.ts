import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import type { Browser } from "../../support/browser.ts";
import {
  atClient,
  authorizePath,
  type Client,
  callMcp,
  claudeRedirect,
  connect,
  newCode,
  newPkce,
  redeemForm,
  refreshForm,
  refreshTokens,
  registerClient,
  type Tokens,
  tokensIn,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { type Failing, failingStore } from "../support/failing-store.ts";

const minute = 60_000;
let time: number;
let edge: Edge;
let failing: ReturnType<typeof failingStore>;
let client: Client;
let claude: Client;
/** Somebody who is signed in meanwhile, and must stay so. */
let bystander: Tokens;

beforeEach(async () => {
  time = Date.now();
  failing = failingStore(await openStore("memory:", { now: () => time }));
  edge = await startEdge({ store: failing.store, now: () => time });
  client = await registerClient(edge);
  claude = await registerClient(edge, claudeRedirect, "Claude");
  bystander = await connect(edge, client);
});
afterEach(() => edge.stop());

/** One attempt; a repetition sends the very same again. */
type Attempt = () => Promise<Response>;

async function withCookies(browser: Browser, path: string, init?: RequestInit): Promise<Response> {
  const cookie = await browser.cookies.getCookieString(edge.baseUrl);
  const headers = { cookie, ...(init?.headers as Record<string, string> | undefined) };
  return edge.fetch(new Request(edge.baseUrl + path, { ...init, headers }));
}

const endpoints: Record<string, () => Promise<Attempt>> = {
  "an authorization request in a browser that approved before": async () => {
    const browser = edge.newBrowser();
    const path = authorizePath(claude, newPkce().challenge);
    await browser.open(edge.baseUrl + path, atClient(edge));
    return () => withCookies(browser, path);
  },
  "the return from Redmine": async () => {
    const browser = edge.newBrowser();
    const path = authorizePath(claude, newPkce().challenge);
    const back = await browser.open(edge.baseUrl + path, (url) => url.pathname === "/oauth/callback");
    if (!(back instanceof URL)) throw new Error("not sent back");
    return () => withCookies(browser, back.pathname + back.search);
  },
  "a code": async () => {
    const pkce = newPkce();
    const form = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);
    return () => edge.post("/oauth/token", form);
  },
  "a refresh": async () => {
    const form = refreshForm(client, (await connect(edge, client)).refresh_token);
    return () => edge.post("/oauth/token", form);
  },
  "a refresh that comes again": async () => {
    const form = refreshForm(client, (await connect(edge, client)).refresh_token);
    await edge.post("/oauth/token", form);
    return () => edge.post("/oauth/token", form);
  },
  "a revocation": async () => {
    const { refresh_token: token } = await connect(edge, client);
    return () => edge.post("/oauth/revoke", { token, client_id: client.id });
  },
  "a call": async () => {
    const { access_token: bearer } = await connect(edge, client);
    return () => callMcp(edge, bearer);
  },
};

/** Fails the n-th call of the store in each endpoint, for every n there is; gives each outcome to the check. */
async function atEveryStep(
  prepare: () => Promise<Attempt>,
  when: Failing,
  check: (response: Response, again: Attempt) => Promise<void>,
): Promise<number> {
  for (let n = 1; n < 40; n += 1) {
    edge.redmine.user = 100 + n; // each their own, so that nobody waits for a lock that another left behind
    const attempt = await prepare();
    failing.failAt(n, when);
    const response = await attempt();
    if (!failing.mend()) return n - 1;
    await check(response, attempt);
  }
  throw new Error("the endpoint never gets by");
}

const succeeded = (response: Response) =>
  response.status === 200 || response.headers.get("location")?.includes("code=");

describe.each(Object.entries(endpoints))("%s", (name, prepare) => {
  test("gets 503 wherever the store fails, nothing is consumed, and the same again succeeds", async () => {
    const statuses: number[] = [];
    const steps = await atEveryStep(prepare, "before", async (response, again) => {
      statuses.push(response.status);
      const page = await response.clone().text();
      const isLate = name === "the return from Redmine" && page.includes("could not be saved");
      if (response.status === 503 && !isLate) {
        const repeated = await again();
        expect([repeated.status, repeated.headers.get("location")?.includes("error=") ?? false]).toEqual([
          name.startsWith("an auth") || name.startsWith("the return") ? 303 : 200,
          false,
        ]);
      }
      expect(await whoIs(edge, bystander.access_token)).toMatchObject({ user: 5 });
    });

    expect(steps).toBeGreaterThan(0);
    expect(new Set(statuses.filter((status) => status !== 503))).not.toContain(500);
    // hints for /connections may be lost without a word; everything else is told
    expect(statuses.every((status) => [200, 303, 503].includes(status))).toBe(true);
    expect(statuses).toContain(503);
  });

  test("keeps everybody signed in where the store did the work and its answer was lost", async () => {
    await atEveryStep(prepare, "after", async (response) => {
      expect([200, 303, 503]).toContain(response.status);
      expect(await whoIs(edge, bystander.access_token)).toMatchObject({ user: 5 });
    });
  });

  test("is told to come again while the store is away altogether", async () => {
    const attempt = await prepare();
    failing.failAt(1, "before", true);

    const response = await attempt();

    failing.mend();
    expect(response.status).toBe(503);
    if (!response.headers.get("content-type")?.startsWith("text/html")) {
      expect(response.headers.get("retry-after")).toBe("5");
    }
    expect(succeeded(await attempt()) || name.startsWith("an auth")).toBe(true);
  });
});

test("a refresh whose answer was lost at any step can be asked again, and its connection lives", async () => {
  await atEveryStep(
    async () => {
      const tokens = await connect(edge, client);
      return () => edge.post("/oauth/token", refreshForm(client, tokens.refresh_token));
    },
    "after",
    async (_, again) => {
      const next = await tokensIn(await again());
      expect(await whoIs(edge, next.access_token)).toMatchObject({ user: edge.redmine.user });
    },
  );
});

test("a sign-in that the store loses after Redmine gave its tokens gives them back, and says so to client and person", async () => {
  let late = 0;
  const prepare = endpoints["the return from Redmine"];
  if (!prepare) throw new Error("no such endpoint");

  await atEveryStep(prepare, "before", async (response) => {
    const html = await response.text();
    if (!html.includes("could not be saved")) return;
    late += 1;
    expect(response.status).toBe(503);
    expect(edge.redmine.revoked).toHaveLength(late);
    const back = /href="([^"]+claude[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(new URL(back).searchParams.get("error")).toBe("temporarily_unavailable");
  });

  expect(late).toBe(3); // grant, code, approval
});

test.each(["before", "after"] as const)(
  "a renewal is told from a logout where the store fails, %s it did its work",
  async (when) => {
    let attempts = 0;
    await atEveryStep(
      async () => {
        const first = await connect(edge, client);
        time += 59 * minute;
        const second = await refreshTokens(edge, client, first);
        time += 57 * minute; // Redmine's token has four minutes left
        bystander = await connect(edge, client);
        attempts += 1;
        return () => callMcp(edge, second.access_token);
      },
      when,
      async (response, again) => {
        expect([200, 503]).toContain(response.status);
        time += 16_000; // a lock that was left behind has ended
        expect((await again()).status).toBe(200);
      },
    );

    expect(attempts).toBeGreaterThan(5);
    expect(edge.redmine.renewals).toBeGreaterThanOrEqual(attempts);
  },
);

test("registration, metadata, the consent page and what it leads to need no store at all", async () => {
  failing.failAt(1, "before", true);
  const browser = edge.newBrowser();
  const fresh = await registerClient(edge);

  const page = await browser.open(edge.baseUrl + authorizePath(fresh, newPkce().challenge), atClient(edge));
  if (page instanceof URL || !page.forms[0]) throw new Error("no consent page");
  const atRedmine = await browser.submit(
    page.forms[0],
    { decision: "allow" },
    (url) => url.hostname === "redmine.example",
  );

  expect(atRedmine).toBeInstanceOf(URL);
  expect((await edge.get("/.well-known/oauth-authorization-server")).status).toBe(200);
  failing.mend();
});
