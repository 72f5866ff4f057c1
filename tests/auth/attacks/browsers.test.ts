import { beforeEach, expect, test } from "vitest";
import {
  approve,
  atCallback,
  atClient,
  atRedmine,
  authorizePath,
  authorizeUrl,
  type Client,
  claudeRedirect,
  consentForm,
  newPkce,
  pageOf,
  registerClient,
  urlOf,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { recordsIn } from "../support/records-in.ts";

let edge: Edge;
let client: Client;
let claude: Client;
beforeEach(async () => {
  edge = await startEdge();
  client = await registerClient(edge);
  claude = await registerClient(edge, claudeRedirect, "Claude");
  return () => edge.stop();
});

test("state from another browser: the victim who opens the attacker's link to Redmine gives him nothing", async () => {
  const attacker = edge.newBrowser();
  const link = await urlOf(attacker.open(authorizeUrl(edge, claude), atRedmine));

  edge.redmine.user = 7;
  const page = pageOf(await edge.newBrowser().open(link, atClient(edge)));

  expect([page.status, page.title]).toEqual([403, "This sign-in began in another browser"]);
  expect(page.html).not.toContain(claudeRedirect);
  expect(await recordsIn(edge.store)).toEqual([]);
});

test("consent approved by the attacker himself does not count in the victim's browser", async () => {
  const attacker = edge.newBrowser();
  const form = await consentForm(edge, attacker, authorizeUrl(edge, client));
  const link = await urlOf(attacker.submit(form, { decision: "allow" }, atRedmine));

  const page = pageOf(await edge.newBrowser().open(link, atClient(edge)));

  expect(page.status).toBe(403);
  expect(edge.redmine.exchanges).toBe(0);
});

test("the victim's visit does not use up the sign-in that the link belongs to", async () => {
  const owner = edge.newBrowser();
  const back = await urlOf(owner.open(authorizeUrl(edge, claude), atCallback));

  await edge.newBrowser().open(back);

  expect((await urlOf(owner.open(back, atClient(edge)))).searchParams.get("code")).toMatch(/^rmcp_ac_/);
});

test("a victim with a sign-in of their own under way is not served the attacker's", async () => {
  const victim = edge.newBrowser();
  await urlOf(victim.open(authorizeUrl(edge, claude), atRedmine));
  const link = await urlOf(edge.newBrowser().open(authorizeUrl(edge, claude), atRedmine));

  expect(pageOf(await victim.open(link, atClient(edge))).status).toBe(403);
});

test("a state is good once", async () => {
  const browser = edge.newBrowser();
  const back = await urlOf(browser.open(authorizeUrl(edge, claude), atCallback));
  const cookies = await browser.cookies.getCookieString(edge.baseUrl);
  await urlOf(browser.open(back, atClient(edge)));

  expect(pageOf(await browser.open(back, atClient(edge))).status).toBe(403); // its cookie is gone
  const again = await edge.get(back.pathname + back.search, { cookie: cookies });
  expect([again.status, again.headers.get("location")]).toEqual([400, null]); // nor with the cookie kept
  expect(edge.redmine.exchanges).toBe(1);
});

test.each([
  ["cut", (text: string) => text.slice(0, -4)],
  ["with a changed byte", (text: string) => text.slice(0, -8) + (text.at(-8) === "A" ? "B" : "A") + text.slice(-7)],
  ["of another step", (text: string) => text],
  ["that is empty", () => ""],
  ["that is junk", () => "x".repeat(5_000)],
])("a ticket or state %s opens nothing", async (what, change) => {
  const browser = edge.newBrowser();
  const form = await consentForm(edge, browser, authorizeUrl(edge, client));
  const ticket = form.controls.find(({ name }) => name === "ticket")?.value ?? "";
  const cookie = await browser.cookies.getCookieString(edge.baseUrl);
  const link = await urlOf(browser.submit(form, { decision: "allow" }, atRedmine));
  const state = link.searchParams.get("state") ?? "";
  const [asTicket, asState] = what === "of another step" ? [state, ticket] : [change(ticket), change(state)];

  const posted = await edge.post(
    "/oauth/consent",
    { ticket: asTicket, decision: "allow" },
    { cookie, origin: edge.baseUrl },
  );
  const returned = await edge.get(`/oauth/callback?${new URLSearchParams({ code: "x", state: asState })}`, { cookie });

  for (const response of [posted, returned]) {
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(404);
    expect(response.headers.get("location")).toBeNull();
  }
  expect(edge.redmine.exchanges).toBe(0);
});

test("a sign-in ends after ten minutes, though the browser still has its cookie", async () => {
  let time = Date.now();
  edge = await startEdge({ now: () => time });
  const browser = edge.newBrowser();
  const form = await consentForm(edge, browser, authorizeUrl(edge, client));
  const back = await urlOf(edge.newBrowser().open(authorizeUrl(edge, claude), atCallback));

  time += 10 * 60_000;

  expect(pageOf(await browser.submit(form, { decision: "allow" }, atClient(edge))).title).toBe(
    "This sign-in has expired",
  );
  expect((await edge.get(back.pathname + back.search)).status).toBe(403);
});

test("what a person forges in their own browser is worth no more than a request of its own", async () => {
  const { sealState } = await import("../../../src/auth/sign-in-state.ts");
  const { cookieNames } = await import("../../../src/auth/sign-in-state.ts");
  const binding = { id: "AAAAAAAA", key: `rmcp_ck_${"k".repeat(43)}` };
  const cookie = `${cookieNames(edge.baseUrl).signIn(binding.id)}=${binding.key}`;
  const request = {
    client: client.id,
    redirect: "http://127.0.0.1/callback",
    challenge: newPkce().challenge,
    scope: ["read" as const],
    resource: `${edge.baseUrl}/mcp`,
  };

  for (const forged of [
    { ...request, redirect: "https://evil.example/" },
    { ...request, redirect: claudeRedirect },
    { ...request, challenge: "weak" },
    { ...request, resource: "https://other.example/mcp" },
    { ...request, client: "dcr.forged" },
  ]) {
    const pending = { request: forged, state: undefined };
    const ticket = sealState(binding, "consent", pending, Date.now());
    const state = sealState(binding, "client", pending, Date.now());
    const posted = await edge.post("/oauth/consent", { ticket, decision: "allow" }, { cookie, origin: edge.baseUrl });
    const returned = await edge.get(`/oauth/callback?${new URLSearchParams({ code: "x", state })}`, { cookie });
    expect([posted.headers.get("location"), returned.headers.get("location")]).toEqual([null, null]);
  }
  expect(edge.redmine.exchanges).toBe(0);
});

test("more or less at Redmine than was agreed is given back, and nobody is connected", async () => {
  for (const granted of [["view_issues", "add_issues", "admin"], ["view_issues"]]) {
    edge.redmine.grantsInstead = granted;
    const page = pageOf(await edge.newBrowser().open(authorizeUrl(edge, claude), atClient(edge)));
    expect([page.status, page.title]).toEqual([400, "Redmine did not accept the sign-in"]);
  }

  expect(edge.redmine.revoked).toHaveLength(2);
  expect((await recordsIn(edge.store)).filter((key) => !key.startsWith("spent:"))).toEqual([]);
});

test.each([
  [{ error: "access_denied", error_description: "<script>" }, "access_denied"],
  [{ error: "invalid_scope" }, "server_error"],
  [{ error: "evil_words\r\n" }, "server_error"],
  [{}, "server_error"],
])("Redmine's %j reaches the client as %s, in no words but ours", async (answer, error) => {
  const browser = edge.newBrowser();
  const link = await urlOf(browser.open(authorizeUrl(edge, claude), atRedmine));
  const query = new URLSearchParams({ ...answer, state: link.searchParams.get("state") ?? "" });

  const end = await urlOf(browser.open(`${edge.baseUrl}/oauth/callback?${query}`, atClient(edge)));

  expect(Object.fromEntries(end.searchParams)).toEqual({ error, state: "client-state", iss: edge.baseUrl });
  expect(edge.redmine.exchanges).toBe(0);
});

test("a code of Redmine's that belongs to another sign-in is refused there: PKCE, with a verifier nobody saw", async () => {
  const mine = edge.newBrowser();
  const back = await urlOf(mine.open(authorizeUrl(edge, claude), atCallback));
  const other = await urlOf(edge.newBrowser().open(authorizeUrl(edge, claude), atCallback));
  back.searchParams.set("code", other.searchParams.get("code") ?? "");

  expect(pageOf(await mine.open(back, atClient(edge))).title).toBe("Redmine did not accept the sign-in");
});

test("cookies are for this host, this server, https and no script, and there are never more than six", async () => {
  const browser = edge.newBrowser();
  for (let i = 0; i < 9; i += 1) await browser.open(authorizeUrl(edge, client), atClient(edge));
  await approve(edge, browser, authorizePath(client, newPkce().challenge));
  await browser.open(authorizeUrl(edge, client), atClient(edge));

  const cookies = await browser.cookies.getCookies(edge.baseUrl);

  expect(cookies.length).toBeLessThanOrEqual(6);
  for (const cookie of cookies) {
    expect(cookie.key).toMatch(/^__Host-rmcp_(signin|browser)_/);
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: "lax", path: "/", hostOnly: true });
  }
});

test("a cookie of another shape than ours is no key, and no approval", async () => {
  const { cookieNames } = await import("../../../src/auth/sign-in-state.ts");
  const names = cookieNames(edge.baseUrl);
  const planted = `${names.browser}=x; ${names.signIn("AAAAAAAA")}=; __proto__=y; constructor=z`;

  const response = await edge.get(
    new URL(authorizeUrl(edge, claude)).pathname + new URL(authorizeUrl(edge, claude)).search,
    { cookie: planted },
  );

  expect(response.status).toBe(303);
  expect((await edge.get("/oauth/callback?code=x&state=client.AAAAAAAA.AAAA", { cookie: planted })).status).toBe(403);
});
