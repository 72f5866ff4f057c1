import { describe, expect, onTestFinished, test } from "vitest";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import {
  connect,
  formsTo,
  formTo,
  hiddenValues,
  isCallback,
  isConnectionsPage,
  leaveForRedmine,
  newBrowser,
  oldWorld,
  post,
  visit,
  world,
} from "../support/visit-connections.ts";

describe("nobody else's forms", () => {
  test.each([
    ["another site's form", { origin: "https://evil.example" }],
    ["a form without an origin", {}],
    ["a form of a page without an origin", { origin: "null" }],
    ["another site's, as the browser says", { "sec-fetch-site": "cross-site" }],
  ])("%s ends nothing", async (_, headers) => {
    const at = await world();
    const client = await connect(at, "alice");
    const browser = newBrowser();
    const page = await visit(at, "alice", browser);
    const cookie = await browser.cookies.getCookieString(at.url);

    const form = formTo(page, "end");
    const values = { ...hiddenValues(form), connection: form.buttons[0]?.value ?? "" };
    const answer = await post(`${at.url}/connections/end`, values, { cookie, ...(headers as Record<string, string>) });
    expect(answer.headers.get("location")).toBe(`${at.url}/connections?notice=sign_in_again`);
    expect((await client.call("list_projects")).isError).toBe(false);

    const own = await post(`${at.url}/connections/end`, values, { cookie, origin: at.url });
    expect(own.headers.get("location")).toBe(`${at.url}/connections?notice=ended`);
  });

  test("a form with another page's token, or none, ends nothing", async () => {
    const at = await world();
    const client = await connect(at, "alice");
    const browser = newBrowser();
    const page = await visit(at, "alice", browser);
    const other = hiddenValues(formTo(await visit(at, "alice"), "end"));
    const cookie = await browser.cookies.getCookieString(at.url);

    for (const form of [other.form ?? "", "", undefined]) {
      const values = { connection: "all", ...(form !== undefined && { form }) };
      const answer = await post(`${at.url}/connections/end`, values, { cookie, origin: at.url });
      expect(answer.headers.get("location")).toContain("notice=sign_in_again");
    }
    expect((await client.call("list_projects")).isError).toBe(false);
    expect(hiddenValues(formTo(page, "end")).form).not.toBe(other.form);
  });

  test("no page frames it, no cache keeps it, no script runs in it", async () => {
    const at = await world();
    const { headers } = await fetch(`${at.url}/connections`);

    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("signing in", () => {
  test("a return that began in another browser signs nobody in", async () => {
    const at = await world();
    const attacker = newBrowser();
    const begun = await attacker.submit(
      formTo(await attacker.open(`${at.url}/connections`), "sign-in"),
      {},
      () => true,
    );
    if (!(begun instanceof URL)) throw new Error("not sent to Redmine");
    const back = await signInAtRedmine(attacker, begun, at.people.bob, { until: isCallback });

    const victim = newBrowser();
    const page = await victim.open(back);
    expect(page.text).toContain("You were not signed in.");
    expect(page.text).toContain("Sign in at Redmine");
  });

  test("a return works once", async () => {
    const at = await world();
    const browser = newBrowser();
    const begun = await leaveForRedmine(at, browser);
    const back = await signInAtRedmine(browser, begun, at.people.bob, { until: isCallback });
    expect((await browser.open(back)).text).toContain("Sign out of this page");
    await browser.submit(formTo(await browser.open(`${at.url}/connections`), "sign-out"));

    expect((await browser.open(back)).text).toContain("You were not signed in.");
  });

  test("its state opens no client's sign-in, and a client's opens no visit", async () => {
    const at = await world();
    const browser = newBrowser();
    const begun = await leaveForRedmine(at, browser);
    const state = begun.searchParams.get("state") ?? "";
    expect(state.startsWith("connections.")).toBe(true);

    const asClient = await browser.open(
      `${at.url}/oauth/callback?code=x&state=${state.replace("connections.", "client.")}`,
    );
    expect(asClient.status).toBe(400);
    expect(asClient.text).toContain("expired");
  });

  test("who presses “Authorize” on Redmine's own page of the application is told that no application began this", async () => {
    const at = await world();
    const page = await newBrowser().open(`${at.url}/oauth/callback?code=x`);
    expect(page.status).toBe(400);
    expect(page.text).toContain("it did not begin in an application");
  });

  test("a person who says no at Redmine is not signed in, and told so", async () => {
    const at = await world();
    const browser = newBrowser();
    const begun = await leaveForRedmine(at, browser);
    const arrival = await signInAtRedmine(browser, begun, at.people.bob, { approve: false, until: isConnectionsPage });

    expect(arrival.searchParams.get("notice")).toBe("not_signed_in");
  });

  test("signing out ends the session, not only the cookie", async () => {
    const at = await world();
    const browser = newBrowser();
    const page = await visit(at, "alice", browser);
    const cookie = await browser.cookies.getCookieString(at.url);

    expect((await browser.submit(formTo(page, "sign-out"))).text).toContain("You are signed out of this page.");
    const old = await fetch(`${at.url}/connections`, { headers: { cookie } });
    expect(await old.text()).toContain("Sign in at Redmine");
  });

  test("Redmine down on return: said, nobody signed in", async () => {
    const at = await world();
    const browser = newBrowser();
    const begun = await leaveForRedmine(at, browser);
    const back = await signInAtRedmine(browser, begun, at.people.bob, { until: isCallback });
    at.sample.down("refuse");
    onTestFinished(() => at.sample.down(undefined));

    expect((await browser.open(back)).text).toContain("Redmine cannot be reached right now.");
  });

  test("words in the address that are not ours are not shown", async () => {
    const at = await world();
    const page = await newBrowser().open(`${at.url}/connections?notice=Your+account+is+locked`);

    expect(page.text).not.toContain("locked");
  });
});

describe("with API keys", () => {
  test("takes the key, lists and ends; the key stays the person's own", async () => {
    const at = await oldWorld();
    await connect(at, "alice");
    const browser = newBrowser();
    const page = await visit(at, "alice", browser);
    expect(page.text).toContain("Test client");
    expect(page.text).not.toContain("authorized applications in Redmine");

    const after = await browser.submit(formTo(page, "end"));
    expect(after.text).toContain("The connection was revoked.");
    expect(formsTo(after, "end")).toEqual([]);
  });

  test("a wrong key lets nobody in", async () => {
    const at = await oldWorld();
    const browser = newBrowser();
    const page = await browser.open(`${at.url}/connections`);

    const after = await browser.submit(formTo(page, "sign-in"), { api_key: "0".repeat(39) });
    expect(after.text).toContain("Redmine does not accept this API key");
    expect(formsTo(after, "sign-out")).toEqual([]);
  });
});
