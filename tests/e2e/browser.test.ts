import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { Browser } from "../support/browser.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import type { Person } from "./redmine/facts.ts";
import { redmine } from "./redmine.ts";

// Nothing listens there: the browser stops before it. Redmine takes any port on 127.0.0.1.
const callback = "http://127.0.0.1:9/oauth/callback";
const until = (url: URL) => url.href.startsWith(`${callback}?`);
const { alice, bob, dan, greta } = redmine.people;

/** A fresh scope set per test: Redmine approves by itself what the same person approved before. */
function authorization(scope: string) {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(16).toString("base64url");
  const url = new URL(`${redmine.url}/oauth/authorize`);
  url.search = `${new URLSearchParams({
    response_type: "code",
    client_id: redmine.clientId,
    redirect_uri: callback,
    scope,
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  })}`;
  return { url, state, verifier };
}

async function tokenFor(code: string, verifier: string) {
  const response = await fetch(`${redmine.url}/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${redmine.clientId}:${redmine.clientSecret}`)}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: callback,
      code_verifier: verifier,
    }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { access_token: string; scope: string };
}

async function signIn(person: Person, scope: string): Promise<{ browser: Browser; token: string }> {
  const browser = new Browser();
  const { url, state, verifier } = authorization(scope);
  const back = await signInAtRedmine(browser, url, person, { until });

  expect(back.searchParams.get("state")).toBe(state);
  const { access_token } = await tokenFor(back.searchParams.get("code") ?? "", verifier);
  return { browser, token: access_token };
}

async function asBearer(token: string, path: string): Promise<Response> {
  return await fetch(`${redmine.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

test.each([
  ["alice", alice],
  ["bob", bob],
  ["greta, on German pages", greta],
])("%s signs in, approves, and the token is hers or his", async (_name, person) => {
  const { token } = await signIn(person, "view_project view_issues");

  const response = await asBearer(token, "/users/current.json");

  expect(await response.json()).toMatchObject({ user: { id: person.id, login: person.login } });
});

test("what was approved once is approved in silence, in the same browser and for the same scopes only", async () => {
  const { browser } = await signIn(dan, "view_project view_issues");

  const silent = await browser.open(authorization("view_issues view_project").url, until);
  const asked = await browser.open(authorization("view_project").url, until);

  expect(silent).toBeInstanceOf(URL);
  expect(asked).toMatchObject({ status: 200, title: expect.stringContaining("Seeded Redmine") });
});

test("who refuses is sent back with access_denied and no code", async () => {
  const { url, state } = authorization("view_wiki_pages");

  const back = await signInAtRedmine(new Browser(), url, alice, { approve: false, until });

  expect(back.searchParams.get("error")).toBe("access_denied");
  expect(back.searchParams.get("state")).toBe(state);
  expect(back.searchParams.has("code")).toBe(false);
});

test("a wrong password ends the walk with Redmine's own words", async () => {
  const walk = signInAtRedmine(
    new Browser(),
    authorization("view_issues").url,
    { ...alice, password: "wrong" },
    { until },
  );

  await expect(walk).rejects.toThrow(/Redmine's login came a second time.*Invalid user or password/);
});

test("a page that nobody can answer is quoted", async () => {
  const walk = signInAtRedmine(new Browser(), authorization("no_such_permission").url, alice, { until });

  await expect(walk).rejects.toThrow(/no way on from HTTP 400 .*scope is invalid/);
});
