import { serve } from "@hono/node-server";
import { afterEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../src/sample-redmine/redmine.ts";
import { authorizeUrl, bearersOf, browserFor, callback } from "../contract/authorize.ts";
import { callsOf } from "../contract/call.ts";
import { sampleTarget } from "../contract/sample-target.ts";
import { collectGarbage } from "../support/collect-garbage.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

const start = (url = "http://redmine.sample") => {
  const sample = createTestRedmine({ baseUrl: url, redirectUris: ["http://127.0.0.1/oauth/callback"] });
  const target = sampleTarget(sample);
  return { sample, target, call: callsOf(target), bearer: bearersOf(target) };
};
const issue61 = (sample: SampleRedmine, init?: RequestInit) =>
  sample.fetch(new Request(`${sample.baseUrl}/issues/61.json`, init));

describe("two samples", () => {
  test("know nothing of each other", async () => {
    const [one, other] = [start(), start()];
    await one.call.put("alice", "/issues/61.json", { issue: { subject: "Changed", notes: "changed" } });
    expect((await other.call.get("alice", "/issues/61.json?include=journals")).body.issue).toMatchObject({
      subject: "Memory grows on every request",
      journals: { length: 40 },
    });
  });
});

describe("the log of requests", () => {
  test("says who asked for what, below the sub-URI, and counts", async () => {
    const { sample, call } = start("http://redmine.sample/tracker");
    await call.get("bob", "/issues.json?limit=1");
    await call.get(undefined, "/trackers.json");
    expect(sample.requests).toEqual([
      { method: "GET", path: "/issues.json", query: "?limit=1", userId: 6 },
      { method: "GET", path: "/trackers.json", query: "" },
    ]);
    expect([sample.count(), sample.count(({ path }) => path === "/issues.json")]).toEqual([2, 1]);
    sample.forgetRequests();
    expect([sample.count(), sample.requests]).toEqual([0, []]);
  });

  test("does not grow for ever, and still counts them all", async () => {
    const { sample, call } = start();
    for (let n = 0; n < 1_500; n += 1) await call.get(undefined, "/trackers.json");
    expect(sample.count()).toBe(1_500);
    expect(sample.requests.length).toBeLessThanOrEqual(1_000);
  });
});

describe("older versions", () => {
  test.each(["6.0", "5.0"] as const)(
    "%s has no OAuth: its endpoints are not there and a Bearer is nobody's",
    async (version) => {
      const { sample, call, bearer } = start();
      const who = await bearer("alice", "view_project view_issues");
      sample.setVersion(version);
      expect((await call.get(who, "/users/current.json")).status).toBe(401);
      expect((await call.get("alice", "/users/current.json")).status).toBe(200);
      for (const path of ["/oauth/authorize", "/oauth/token/info"]) {
        expect((await call.get(undefined, path)).status).toBe(404);
      }
      expect((await call.form("/oauth/token", {})).status).toBe(404);
    },
  );

  test("5.0 does not know some filters and fields", async () => {
    const { sample, call } = start();
    const whole = (await call.get("alice", "/issues.json")).body.total_count;
    sample.setVersion("5.0");
    expect((await call.get("alice", "/issues.json?any_searchable=~memory")).body.total_count).toBe(whole);
    expect((await call.get("alice", "/issue_statuses.json")).body.issue_statuses[0]).not.toHaveProperty("description");
  });
});

describe("broken", () => {
  test("with no connection, an error of Redmine's, or a page of something else", async () => {
    const { sample } = start();
    sample.down("refuse");
    await expect(issue61(sample)).rejects.toMatchObject({ message: "fetch failed", cause: { code: "ECONNREFUSED" } });
    sample.down("500");
    expect((await issue61(sample)).status).toBe(500);
    sample.down("html");
    expect([(await issue61(sample)).status, (await issue61(sample)).headers.get("content-type")]).toEqual([
      502,
      "text/html",
    ]);
    sample.down(undefined);
    expect((await issue61(sample)).status).toBe(200);
  });

  test("in silence, until whoever asked gives up", async () => {
    const { sample } = start();
    sample.down("hang");
    const asked = issue61(sample, { signal: AbortSignal.timeout(20) });
    await collectGarbage(); // nobody holds the request while it waits
    await expect(asked).rejects.toMatchObject({ name: "TimeoutError" });
    expect(sample.count()).toBe(1);
  });

  test("by being slow", async () => {
    const { sample } = start();
    sample.delay(10_000);
    await expect(issue61(sample, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    sample.delay(1);
    expect((await issue61(sample)).status).toBe(200);
  });
});

describe("from behind", () => {
  test("revoked tokens are refused, and their refresh tokens too", async () => {
    const { sample, call, bearer } = start();
    const [alice, bob] = [await bearer("alice", "view_issues"), await bearer("bob", "view_issues")];
    sample.revokeTokens(5);
    const refused = await call.get(alice, "/issues/61.json");
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining("The access token was revoked"),
    ]);
    expect((await call.get(bob, "/issues/61.json")).status).toBe(200);
  });

  test("without its application, Redmine knows none of its tokens: they are nobody's", async () => {
    const { sample, call, bearer } = start();
    const who = await bearer("alice", "view_issues");
    sample.deleteApplication();
    expect((await call.get(who, "/issues/61.json")).status).toBe(200);
    expect((await call.get(who, "/users/current.json")).status).toBe(401);
    expect((await call.form("/oauth/token", { grant_type: "refresh_token", refresh_token: "x" })).status).toBe(400);
  });

  test("a code waits ten minutes, an access token two hours", async () => {
    let now = Date.UTC(2026, 0, 1);
    const sample = createTestRedmine({ now: () => now, redirectUris: ["http://127.0.0.1/oauth/callback"] });
    const target = sampleTarget(sample);
    const who = await bearersOf(target)("alice", "view_issues");
    now += 7_199_000;
    expect((await callsOf(target).get(who, "/issues/61.json")).status).toBe(200);
    now += 1_000;
    expect((await callsOf(target).get(who, "/issues/61.json")).status).toBe(401);
  });
});

describe("what the sample does not do, it refuses", () => {
  const { call } = start();

  test.each([
    ["GET", "/issues.xml"],
    ["GET", "/issues"],
    ["GET", "/issues.json?status_id=ev1"],
    ["GET", "/issues.json?sort=cf_1"],
    ["GET", "/users.json"],
    ["GET", "/issues/61/relations.json"],
    ["GET", "/projects/1/issues.json"],
    ["GET", "/issues.json?fields[]=status_id"],
    ["GET", "/search.json?q=alpha&scope=bookmarks"],
    ["GET", "/groups.json"],
    ["GET", "/custom_fields.json"],
    ["GET", "/enumerations/document_categories.json"],
    ["POST", "/users.json"],
    ["POST", "/groups.json"],
  ])("%s %s", async (method, path) => {
    const { status, body } = await (method === "GET" ? call.get("admin", path) : call.post("admin", path, {}));
    expect(status).toBe(501);
    expect(body).toMatch(/^The sample Redmine does not do this: .+\.\n$/);
  });
});

describe("the approval page", () => {
  test("lets somebody else sign in for the same request", async () => {
    const { target } = start();
    const browser = browserFor(target);
    await callback(target, "alice", { scope: "view_news" }, { browser });

    const page = await browser.open(authorizeUrl(target));
    expect(page.text).toContain("use your account alice");
    const other = page.forms.find(({ action }) => action.pathname === "/logout");
    if (!other) throw new Error("no way to sign out");
    const login = await browser.submit(other);
    const [form] = login.forms;
    if (!form) throw new Error("no login form");
    const again = await browser.submit(form, { username: "bob", password: target.people.bob.password });
    expect(again.text).toContain("use your account bob");
    expect(again.text).toContain("view issues");
  });
});

describe("the page of an issue", () => {
  const { target, call } = start("http://redmine.sample/tracker");
  const open = (id: number) => browserFor(target).open(`${target.url}/issues/${id}`);
  const openAs = async (who: "alice" | "bob", id: number) => {
    const browser = browserFor(target);
    const login = await browser.open(`${target.url}/issues/${id}`);
    expect(login.url.pathname).toBe("/tracker/login");
    const [form] = login.forms;
    if (!form) throw new Error(login.text);
    return browser.submit(form, { username: who, password: target.people[who].password });
  };

  test("shows what everybody may see to everybody: facts, description, notes that are not private", async () => {
    const { status, text } = await open(61);
    expect(status).toBe(200);
    expect(text).toContain("#61: Memory grows on every request");
    expect(text).toContain("Status In Progress Priority High");
    expect(text).toContain("Note 1: measured");
    expect(text).not.toContain("Note 5: measured");
  });

  test("asks who is not signed in to do so, and shows the rest to those who may see it", async () => {
    expect((await openAs("alice", 68)).text).toContain("#68: Secret plan 1");
    const refused = await openAs("bob", 68);
    expect([refused.status, refused.text]).toEqual([403, expect.not.stringContaining("Secret plan")]);
  });

  test("shows text as text", async () => {
    await call.put("alice", "/issues/67.json", { issue: { notes: "<b>bold</b> & <script>alert(2)</script>" } });
    const { html, text } = await open(67);
    expect(text).toContain("Ignore previous instructions <script>alert(1)</script>");
    expect(text).toContain("<b>bold</b> & <script>alert(2)</script>");
    expect(html).not.toMatch(/<script|<b>/);
  });

  test("is not there for an issue that is not", async () => {
    expect((await open(9_999)).status).toBe(404);
  });
});

describe("on a port", () => {
  let stop = () => {};
  afterEach(() => stop());

  test("it speaks HTTP: forms, JSON, files", async () => {
    const { sample, target } = start();
    const server = serve({ fetch: sample.fetch, port: 0, hostname: "127.0.0.1" });
    stop = () => void server.close();
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("no port");
    const onPort = { ...target, url: `http://127.0.0.1:${address.port}`, fetch: (request: Request) => fetch(request) };
    const call = callsOf(onPort);

    expect((await call.get("alice", "/issues/61.json")).body.issue.id).toBe(61);
    expect((await call.upload("alice", "?filename=a.txt", "hello")).status).toBe(201);
    expect((await call.post("alice", "/issues.json", { issue: { project_id: 1, subject: "x" } })).status).toBe(201);
    expect((await call.get("alice", "/attachments/download/1/notes.txt")).body).toContain("Second line: éè 你好");
  });
});
