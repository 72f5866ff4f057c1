import { beforeEach, expect, test } from "vitest";
import {
  approve,
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

let edge: Edge;
let client: Client;
let claude: Client;
beforeEach(async () => {
  edge = await startEdge();
  client = await registerClient(edge);
  claude = await registerClient(edge, claudeRedirect, "Claude");
  return () => edge.stop();
});

test.each([
  ["another site", { origin: "https://evil.example" }],
  ["a sandboxed frame", { origin: "null" }],
  ["a sibling that shares the site", { origin: "https://other.example.com" }],
  ["the same host over http", { origin: "http://mcp.example.com" }],
  ["another site, by a browser without Origin", { "sec-fetch-site": "cross-site" }],
  ["a sibling, by a browser without Origin", { "sec-fetch-site": "same-site" }],
  ["nowhere: no browser of these days", {}],
])(
  "CSRF: a consent form sent from %s is refused, with the right cookie and ticket",
  async (_, from: Record<string, string>) => {
    const browser = edge.newBrowser();
    const form = await consentForm(edge, browser, authorizeUrl(edge, client));
    const ticket = form.controls.find(({ name }) => name === "ticket")?.value ?? "";
    const cookie = await browser.cookies.getCookieString(edge.baseUrl);

    const response = await edge.post("/oauth/consent", { ticket, decision: "allow" }, { cookie, ...from });

    expect([response.status, response.headers.get("location")]).toEqual([403, null]);
  },
);

test("CSRF: another site has no ticket that fits the victim's cookie", async () => {
  const victim = edge.newBrowser();
  await victim.open(authorizeUrl(edge, client), atClient(edge));
  const attackers = await consentForm(edge, edge.newBrowser(), authorizeUrl(edge, client));

  expect(pageOf(await victim.submit(attackers, { decision: "allow" }, atClient(edge))).status).toBe(403);
});

test("framed consent: no page of ours can be framed, cached or scripted", async () => {
  const pages = await Promise.all([
    edge.get(authorizePath(client, newPkce().challenge)),
    edge.get("/oauth/authorize"),
    edge.get("/oauth/callback"),
    edge.post("/oauth/consent", {}),
  ]);

  for (const { headers } of pages) {
    expect(headers.get("content-type")).toMatch(/^text\/html/);
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("content-security-policy")).not.toMatch(/script-src|unsafe/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("a client's name is a text on the page, whatever is in it", async () => {
  const sly = await registerClient(edge, undefined, '<script>alert(1)</script>"><img src=x onerror=y>\u202eedualC');

  const page = pageOf(await edge.newBrowser().open(authorizeUrl(edge, sly), atClient(edge)));

  expect(page.html).not.toMatch(/<script|<img|\u202e/);
  expect(page.text).toContain("unverified");
});

test("a program on the person's own machine is asked about every time, remembered or not", async () => {
  const browser = edge.newBrowser();
  await approve(edge, browser, authorizePath(client, newPkce().challenge));

  const page = pageOf(await browser.open(authorizeUrl(edge, client), atClient(edge)));

  expect(page.text).toContain("your own computer");
});

test("a vouched client is not asked about twice, another in the same browser is", async () => {
  const browser = edge.newBrowser();
  await approve(edge, browser, authorizePath(claude, newPkce().challenge));

  expect(await browser.open(authorizeUrl(edge, claude), atClient(edge))).toBeInstanceOf(URL);
  const other = await registerClient(edge, claudeRedirect, "Another at the same address");
  expect(await browser.open(authorizeUrl(edge, other), atClient(edge))).not.toBeInstanceOf(URL);
  expect(await browser.open(authorizeUrl(edge, claude, { scope: "read" }), atClient(edge))).not.toBeInstanceOf(URL);
});

test("consent memory cannot be passed by a form on another site, whose request has no cookies", async () => {
  const response = await edge.post(
    "/oauth/authorize",
    Object.fromEntries(new URL(authorizeUrl(edge, claude)).searchParams),
  );

  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
});

test.each([
  ["always", true],
  ["never", false],
] as const)("OAUTH_CONSENT=%s shows the page for a vouched client: %s", async (consent, due) => {
  edge = await startEdge({ consent });

  const arrival = await edge.newBrowser().open(authorizeUrl(edge, claude), atClient(edge));

  expect(arrival instanceof URL).toBe(!due);
});

test("no is no: the client hears access_denied, and the ticket's cookie is gone", async () => {
  const browser = edge.newBrowser();
  const form = await consentForm(edge, browser, authorizeUrl(edge, client));

  const end = await urlOf(browser.submit(form, { decision: "deny" }, atClient(edge)));

  expect(Object.fromEntries(end.searchParams)).toEqual({
    error: "access_denied",
    state: "client-state",
    iss: edge.baseUrl,
  });
  expect(pageOf(await browser.submit(form, { decision: "allow" }, atClient(edge))).status).toBe(403);
});

test("a second click on the consent page is as good as the first", async () => {
  const browser = edge.newBrowser();
  const form = await consentForm(edge, browser, authorizeUrl(edge, client));
  await urlOf(browser.submit(form, { decision: "allow" }, atRedmine));

  const end = await urlOf(browser.submit(form, { decision: "allow" }, atClient(edge)));

  expect(end.searchParams.get("code")).toMatch(/^rmcp_ac_/);
});
