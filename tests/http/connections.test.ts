import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { signInAtRedmine } from "../support/sign-in-at-redmine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import {
  askingToRead,
  connect,
  formsTo,
  formTo,
  hiddenValues,
  newBrowser,
  post,
  revocations,
  visit,
  world,
} from "../support/visit-connections.ts";
import { freePort } from "../support/world.ts";

describe("what a person sees", () => {
  test("nobody is listed to a stranger", async () => {
    const at = await world();
    await connect(at, "alice");

    const page = await newBrowser().open(`${at.url}/connections`);
    expect(page.status).toBe(200);
    expect(page.text).toContain("Sign in at Redmine");
    expect(page.text).not.toContain("Test client");
    expect(formsTo(page, "end")).toEqual([]);
  });

  test("each of their own connections, what it may do, and since when", async () => {
    const at = await world();
    await connect(at, "alice");
    await connect(at, "alice", { fetch: askingToRead, redirectUri: "http://localhost:8787/callback" });
    await connect(at, "bob");

    const page = await visit(at, "alice");
    expect(page.text).toContain("Your connections");
    expect(page.text).toMatch(/Signed in as Alice Archer ?\./);
    expect(page.text.match(/Test client/g)).toHaveLength(2);
    expect(page.text).toContain("Reads and changes · Connected: today");
    expect(page.text).toContain("Read only · Connected: today");
    expect(page.text).toContain("a program on a computer");
    expect(page.text.match(/Last used: today/g)).toHaveLength(2);
  });

  test("signing in here connects nothing, and leaves Redmine no token of it", async () => {
    const at = await world();
    const page = await visit(at, "bob");

    expect(page.text).toContain("No application works in Redmine as you.");
    expect(revocations(at)).toBe(1);
  });

  test("a sign-in that nobody finished is not listed", async () => {
    const at = await world();
    const { kept } = await connect(at, "alice");
    const authorize = new URL(`${at.url}/oauth/authorize`);
    authorize.search = `${new URLSearchParams({
      client_id: kept.client?.client_id ?? "",
      redirect_uri: "http://127.0.0.1:43210/callback",
      response_type: "code",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    })}`;
    const until = (url: URL) => url.port === "43210";
    await signInAtRedmine(newBrowser(), authorize, at.people.alice, { until });

    expect(formsTo(await visit(at, "alice"), "end")).toHaveLength(1);
  });

  test("a connection of three clients at once is listed three times", async () => {
    const at = await world();
    await Promise.all([connect(at, "alice"), connect(at, "alice"), connect(at, "alice")]);

    expect((await visit(at, "alice")).text).toContain("Revoke all 3 connections");
  });
});

describe("ending", () => {
  test("one ends at once, the other works on; Redmine hears of it when the client comes by", async () => {
    const at = await world();
    const first = await connect(at, "alice");
    const second = await connect(at, "alice");
    const browser = newBrowser();
    const page = await visit(at, "alice", browser);
    const [newest] = formsTo(page, "end");
    if (!newest) throw new Error("no form");

    const after = await browser.submit(newest);
    expect(after.text).toContain("The connection was revoked.");
    expect(formsTo(after, "end")).toHaveLength(1);

    const ended = await post(at.mcpUrl, {}, { authorization: `Bearer ${second.kept.tokens?.access_token}` });
    expect(ended.status).toBe(401);
    await expect.poll(() => revocations(at)).toBe(2); // of the visit, and of this connection
    expect((await first.call("list_projects")).isError).toBe(false);
    await post(at.mcpUrl, {}, { authorization: `Bearer ${second.kept.tokens?.access_token}` });
    expect(revocations(at)).toBe(2);
  });

  test("its refresh token is worth nothing either, and takes it away from Redmine as well", async () => {
    const at = await world();
    const client = await connect(at, "alice");
    const browser = newBrowser();
    await browser.submit(formTo(await visit(at, "alice", browser), "end"));

    const answer = await post(
      `${at.url}/oauth/token`,
      {
        grant_type: "refresh_token",
        refresh_token: client.kept.tokens?.refresh_token ?? "",
        client_id: client.kept.client?.client_id ?? "",
      },
      {},
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "invalid_grant" });
    await expect.poll(() => revocations(at)).toBe(2);
  });

  test("all end together, and only this person's", async () => {
    const at = await world();
    await connect(at, "alice");
    await connect(at, "alice");
    const bobs = await connect(at, "bob");
    const browser = newBrowser();
    const page = await visit(at, "alice", browser);
    const all = formsTo(page, "end").find((form) => form.buttons.some(({ value }) => value === "all"));
    if (!all) throw new Error("no way to end all");

    const after = await browser.submit(all);
    expect(after.text).toContain("All your connections were revoked.");
    expect(after.text).toContain("No application works in Redmine as you.");
    expect((await bobs.call("list_projects")).isError).toBe(false);
  });

  test("the client signs its person in again", async () => {
    const at = await world();
    const client = await connect(at, "alice");
    const browser = newBrowser();
    await browser.submit(formTo(await visit(at, "alice", browser), "end"));

    const again = await connect(at, "alice", { kept: client.kept });
    expect((await again.call("list_projects")).isError).toBe(false);
  });

  test("somebody else's connection cannot be ended, even by its id", async () => {
    const at = await world();
    const alices = await connect(at, "alice");
    await connect(at, "bob");
    const alicesPage = await visit(at, "alice");
    const id = formTo(alicesPage, "end").buttons[0]?.value ?? "";
    expect(id).not.toBe("");

    const browser = newBrowser();
    const bobsPage = await visit(at, "bob", browser);
    const cookie = await browser.cookies.getCookieString(at.url);
    const form = { ...hiddenValues(formTo(bobsPage, "end")), connection: id };
    await post(`${at.url}/connections/end`, form, { cookie, origin: at.url });
    expect((await alices.call("list_projects")).isError).toBe(false);
    expect(formsTo(await browser.open(`${at.url}/connections`), "end")).toHaveLength(1);
  });
});

test("below a path, page and forms live there", async () => {
  const port = await freePort();
  const base = `http://localhost:${port}/redmine-mcp`;
  await world({ settings: { MCP_PORT: String(port), MCP_BASE_URL: base } });

  const response = await fetch(`${base}/connections`);
  expect(await response.text()).toContain(`action="${base}/connections/sign-in"`);
});

describe("the store", () => {
  test("nobody's list can be widened by hand: a grant is its own user's, whatever the list says", async () => {
    const { at, store } = await worldWithStore();
    const { alice, bob } = at.people;
    const client = await connect(at, "alice");
    await store.set("mine", String(bob.id), (await store.get("mine", String(alice.id))) ?? "", 60_000);

    expect((await visit(at, "bob")).text).toContain("No application works in Redmine as you.");
    expect((await client.call("list_projects")).isError).toBe(false);
  });

  test("a grant whose access was edited works no more", async () => {
    const { at, store } = await worldWithStore();
    const client = await connect(at, "alice");
    const [id = ""] = await Array.fromAsync(store.keys("grant"));
    const record = JSON.parse((await store.get("grant", id)) ?? "{}");
    await store.replace("grant", id, JSON.stringify({ ...record, scope: ["read"] }), 60_000);

    const answer = await post(at.mcpUrl, {}, { authorization: `Bearer ${client.kept.tokens?.access_token}` });
    expect(answer.status).toBe(401);
  });

  test("nothing in it names a person, opens Redmine, or is a token", async () => {
    const { at, store } = await worldWithStore();
    const client = await connect(at, "alice");
    const browser = newBrowser();
    await browser.submit(formTo(await visit(at, "alice", browser), "end"));

    const texts: string[] = [];
    for (const namespace of ["grant", "gone", "mine", "used", "visitor", "access", "refresh", "spent", "approved"]) {
      for await (const key of store.keys(namespace)) texts.push(key, (await store.get(namespace, key)) ?? "");
    }
    const all = texts.join("\n");
    expect(all).not.toMatch(/alice|Archer|rmcp_/i);
    for (const token of Object.values(client.kept.tokens ?? {})) {
      if (String(token).length > 20) expect(all).not.toContain(token);
    }
    expect(await Array.fromAsync(store.keys("gone"))).toHaveLength(1);
    expect(await Array.fromAsync(store.keys("grant"))).toEqual([]);
  });
});

async function worldWithStore() {
  const url = `sqlite://${join(temporaryFolder(), "tokens.sqlite")}`;
  const at = await world({ settings: { TOKEN_STORE_URL: url } });
  const store = await openStore(url);
  onTestFinished(() => store.close());
  return { at, store };
}

test("connections of one day are told apart by their time, and the one of this browser is marked", async () => {
  const at = await world();
  const browser = newBrowser();
  await connect(at, "alice", { browser });
  await connect(at, "alice");

  const { text } = await visit(at, "alice", browser);

  expect(text.match(/Connected: today, \d\d:\d\d UTC/g)).toHaveLength(2);
  expect(text.match(/· this browser/g)).toHaveLength(1);
  expect((await visit(at, "alice")).text).not.toContain("· this browser");
});
