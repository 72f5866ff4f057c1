import { describe, expect, test } from "vitest";
import { createActivity } from "../../src/activity.ts";
import type { Browser } from "../support/browser.ts";
import type { Page } from "../support/html-page.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import {
  connect,
  hiddenValues,
  isConnectionsPage,
  leaveForRedmine,
  newBrowser,
  post,
  world,
} from "../support/visit-connections.ts";
import type { World } from "../support/world.ts";

type Person = keyof World["people"];

/** A browser in which this person has signed in on /connections, and their page. */
async function signedIn(at: World, who: Person): Promise<Browser> {
  const browser = newBrowser();
  const redmine = await leaveForRedmine(at, browser);
  await browser.open(await signInAtRedmine(browser, redmine, at.people[who], { until: isConnectionsPage }));
  return browser;
}

const endForms = (page: Page) => page.forms.filter(({ action }) => action.pathname === "/admin/end");

describe("the page for administrators", () => {
  test("shows an administrator of Redmine who is connected, what was called and the settings, without secrets", async () => {
    const at = await world();
    const alice = await connect(at, "alice");
    await alice.call("list_projects");
    await connect(at, "bob");
    const page = await (await signedIn(at, "admin")).open(`${at.url}/admin`);

    expect(page.status).toBe(200);
    expect(page.text).toContain("Connections (2)");
    expect(page.html).toContain(`/users/${at.people.alice.id}"`);
    expect(page.text).toMatch(/tool list_projects ok 1/);
    expect(page.html).toContain('REDMINE_CLIENT_SECRET</code></th><td lang="en">set</td>');
    expect(page.html).not.toContain(at.sample.clientSecret);
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("content-security-policy")).not.toContain("script-src");
  });

  test("is in the language of the browser, or in the one that was chosen", async () => {
    const at = await world();
    const page = await (await signedIn(at, "admin")).open(`${at.url}/admin?lang=pl`);
    expect(page.html).toContain('<html lang="pl">');
    expect(page.text).toContain("Wywołania z ostatnich 24 godzin");
    expect(page.html).toContain('href="?lang=ja"');
  });

  test("is refused to everybody else", async () => {
    const at = await world();
    const nobody = await newBrowser().open(`${at.url}/admin`);
    expect(nobody.text).toContain("Administrators only: sign in");
    expect(endForms(nobody)).toEqual([]);

    const bob = await (await signedIn(at, "bob")).open(`${at.url}/admin`);
    expect(bob.status).toBe(403);
    expect(bob.text).not.toContain("Settings in force");
  });

  test("is offered on /connections to administrators only", async () => {
    const at = await world();
    expect((await (await signedIn(at, "admin")).open(`${at.url}/connections`)).html).toContain(`${at.url}/admin`);
    expect((await (await signedIn(at, "bob")).open(`${at.url}/connections`)).html).not.toContain(`${at.url}/admin`);
  });

  test("revokes one connection, a person's, or everybody's", async () => {
    const at = await world();
    const [first, second, third] = [await connect(at, "alice"), await connect(at, "alice"), await connect(at, "bob")];
    const browser = await signedIn(at, "admin");
    const works = async (client: typeof first) =>
      client.call("list_projects").then(
        () => true,
        () => false,
      );

    const page = await browser.open(`${at.url}/admin`);
    const values = hiddenValues(endForms(page)[0] ?? raise());
    const cookie = await browser.cookies.getCookieString(at.url);
    const end = (more: Record<string, string>) =>
      post(`${at.url}/admin/end`, { ...values, ...more }, { cookie, origin: at.url });
    expect((await end({ user: String(at.people.bob.id) })).headers.get("location")).toBe(`${at.url}/admin?revoked=1`);
    expect([await works(first), await works(second), await works(third)]).toEqual([true, true, false]);

    const [one = ""] = endForms(page).flatMap(({ buttons }) =>
      buttons.filter(({ name }) => name === "connection").map(({ value }) => value ?? ""),
    );
    expect((await end({ connection: one, everybody: "yes" })).headers.get("location")).toBe(`${at.url}/admin`);
    expect((await end({ everybody: "yes" })).headers.get("location")).toBe(`${at.url}/admin?revoked=2`);
    expect([await works(first), await works(second)]).toEqual([false, false]);
    expect((await browser.open(`${at.url}/admin?revoked=2`)).text).toContain("Nobody is connected.");
  });

  test("revokes nothing for another site's form, a form without the page's token, or an ordinary person", async () => {
    const at = await world();
    const client = await connect(at, "alice");
    const browser = await signedIn(at, "admin");
    const { form = "" } = hiddenValues(endForms(await browser.open(`${at.url}/admin`))[0] ?? raise());
    const cookie = await browser.cookies.getCookieString(at.url);
    const bobs = await (await signedIn(at, "bob")).cookies.getCookieString(at.url);

    for (const [values, headers] of [
      [
        { form, everybody: "yes" },
        { cookie, origin: "https://evil.example" },
      ],
      [{ form, everybody: "yes" }, { cookie }],
      [{ everybody: "yes" }, { cookie, origin: at.url }],
      [
        { form: "x", everybody: "yes" },
        { cookie, origin: at.url },
      ],
      [
        { form, everybody: "yes" },
        { cookie: bobs, origin: at.url },
      ],
      [{ form, everybody: "yes" }, { origin: at.url }],
    ] as const) {
      const answer = await post(`${at.url}/admin/end`, values, headers as Record<string, string>);
      expect(answer.headers.get("location")).toBe(`${at.url}/admin`);
    }
    expect((await client.call("list_projects")).isError).toBe(false);
  });

  test("is not there with ADMIN_PAGE=false", async () => {
    const at = await world({ settings: { ADMIN_PAGE: "false" } });
    expect((await fetch(`${at.url}/admin`)).status).toBe(404);
    expect((await post(`${at.url}/admin/end`, {}, {})).status).toBe(404);
  });
});

test("calls of the last day are counted by name and outcome, and forgotten after it", () => {
  let time = 0;
  const activity = createActivity(() => time);
  activity.add({ kind: "tool", name: "list_issues", outcome: "ok" });
  time += 3 * 60 * 60_000;
  activity.add({ kind: "tool", name: "list_issues", outcome: "ok" });
  activity.add({ kind: "tool", name: "list_issues", outcome: "forbidden" });
  expect(activity.lastDay().map(({ outcome, count }) => [outcome, count])).toEqual([
    ["ok", 2],
    ["forbidden", 1],
  ]);

  time += 22 * 60 * 60_000;
  expect(activity.lastDay().map(({ count }) => count)).toEqual([1, 1]);
  time += 5 * 60 * 60_000;
  expect(activity.lastDay()).toEqual([]);
});

function raise(): never {
  throw new Error("the page has no form");
}
