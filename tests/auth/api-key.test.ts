import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Browser } from "../support/browser.ts";
import type { Page } from "../support/html-page.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { connect, newBrowser, oldWorld, post } from "../support/visit-connections.ts";
import type { World } from "../support/world.ts";

const redirectUri = "http://127.0.0.1:43210/callback";

/** Our page, as a client's person sees it. */
async function consentPage(at: World, browser: Browser): Promise<Page> {
  const registered = await fetch(`${at.url}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Agent", redirect_uris: [redirectUri] }),
  });
  const { client_id } = (await registered.json()) as { client_id: string };
  const url = new URL(`${at.url}/oauth/authorize`);
  url.search = `${new URLSearchParams({
    client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    state: "s",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  })}`;
  return browser.open(url);
}

async function give(page: Page, browser: Browser, api_key: string): Promise<Page | URL> {
  const [form] = page.forms;
  if (!form) throw new Error(`no form: ${page.text}`);
  return browser.submit(form, { decision: "allow", api_key }, (url) => url.href.startsWith(redirectUri));
}

async function refused(page: Page, browser: Browser, key: string): Promise<Page> {
  const answer = await give(page, browser, key);
  if (answer instanceof URL) throw new Error(`the key let somebody in: ${answer}`);
  return answer;
}

describe("a person with an API key", () => {
  test("connects with the MCP SDK client, reads and writes as themselves", async () => {
    const at = await oldWorld();
    const client = await connect(at, "alice");

    const made = await client.call("create_issue", {
      project_id: "alpha",
      tracker_id: "Bug",
      subject: "Made with a key",
      description: "",
    });
    expect(made.text).toContain("Made with a key");
    expect(made.isError).toBe(false);
    const found = await client.call("search_issues", { query: "Made with a key" });
    expect(found.text).toContain("Made with a key");
    expect(at.sample.count(({ path }) => path.startsWith("/oauth"))).toBe(0);
  });

  test("two people at once are two people", async () => {
    const at = await oldWorld();
    const [alice, bob] = await Promise.all([connect(at, "alice"), connect(at, "bob")]);
    const me = async (client: typeof alice) => {
      const { contents } = await client.client.readResource({ uri: "redmine://users/me" });
      return JSON.stringify(contents);
    };

    expect(await me(alice)).toContain("Alice");
    expect(await me(bob)).toContain("Bob");
  });

  test("stays connected over a refresh and a restart", async () => {
    const at = await oldWorld();
    const { kept } = await connect(at, "alice");
    await at.restart();

    const answer = await post(
      `${at.url}/oauth/token`,
      {
        grant_type: "refresh_token",
        refresh_token: kept.tokens?.refresh_token ?? "",
        client_id: kept.client?.client_id ?? "",
      },
      {},
    );
    expect(answer.status).toBe(200);
  });

  test("may give read only, and is told where the key is", async () => {
    const at = await oldWorld();
    const page = await consentPage(at, newBrowser());

    expect(page.text).toContain("Read only");
    expect(page.html).toContain('href="http://redmine.sample/my/account"');
  });

  test("is asked in every mode of consent: the key has no other way in", async () => {
    for (const OAUTH_CONSENT of ["auto", "always", "never"]) {
      const at = await oldWorld({ OAUTH_CONSENT });
      expect((await consentPage(at, newBrowser())).text).toContain("Your Redmine API key");
    }
  });

  test("the key is nowhere in the store's files and in no log line", async () => {
    const folder = temporaryFolder();
    const at = await oldWorld({ TOKEN_STORE_URL: `sqlite://${join(folder, "tokens.sqlite")}` });
    await connect(at, "alice");

    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
    expect(files.join("")).toContain("grant:");
    expect(files.join("")).not.toContain(at.people.alice.apiKey);
    expect(at.log.length).toBeGreaterThan(3);
    expect(at.log.join("")).not.toContain(at.people.alice.apiKey);
  });
});

describe("a key that is no good", () => {
  test("wrong: the page says so, keeps the request, and the right one goes on", async () => {
    const at = await oldWorld();
    const browser = newBrowser();
    const again = await refused(await consentPage(at, browser), browser, "f".repeat(40));
    expect(again.text).toContain("Redmine does not accept this API key");
    expect(again.text).toMatch(/Connect “Agent” to .*Redmine ?\?/);
    expect(again.html).not.toContain("f".repeat(40));

    const done = await give(again, browser, ` ${at.people.bob.apiKey} `);
    if (!(done instanceof URL)) throw new Error(done.text);
    expect(done.searchParams.get("state")).toBe("s");
    expect(done.searchParams.get("code")).toMatch(/^rmcp_ac_/);
  });

  test.each([
    ["nothing", ""],
    ["a password", "alice12345!"],
    ["a header of its own", "abc\r\nX-Redmine-Switch-User: admin"],
    ["something long", "a".repeat(5_000)],
    ["letters outside ASCII", "ключ".repeat(10)],
  ])("%s never reaches Redmine", async (_, key) => {
    const at = await oldWorld();
    const browser = newBrowser();
    const page = await consentPage(at, browser);
    at.sample.forgetRequests();

    expect((await refused(page, browser, key)).text).toContain("Redmine does not accept this API key");
    expect(at.sample.count()).toBe(0);
  });

  test("of a locked user: refused like a wrong one", async () => {
    const at = await oldWorld();
    at.sample.lockUser(at.people.bob.id);
    const browser = newBrowser();

    const page = await refused(await consentPage(at, browser), browser, at.people.bob.apiKey);
    expect(page.text).toContain("Redmine does not accept this API key");
  });

  test.each(["refuse", "500", "html"] as const)(
    "Redmine down (%s): said, and it can be tried again",
    async (outage) => {
      const at = await oldWorld();
      const browser = newBrowser();
      const page = await consentPage(at, browser);

      at.sample.down(outage);
      const said = await refused(page, browser, at.people.bob.apiKey);
      expect(said.text).toContain("Redmine cannot be reached right now");

      at.sample.down(undefined);
      const once = said.forms.length > 0 ? said : await consentPage(at, browser);
      expect(await give(once, browser, at.people.bob.apiKey)).toBeInstanceOf(URL);
    },
  );

  test("REST API off: the page tells the administrator what to switch on", async () => {
    const at = await oldWorld();
    at.sample.setRestEnabled(false);
    const browser = newBrowser();

    const page = await refused(await consentPage(at, browser), browser, at.people.bob.apiKey);
    expect(page.text).toContain("Enable REST web service");
  });
});

/** What the SDK's client says of the 401 on which clients sign in again. */
const signInAgain = /unauthorized/i;

describe("a key that was good", () => {
  test("changed in Redmine: nothing is written as nobody, the connection ends, the client signs in again", async () => {
    const at = await oldWorld();
    const client = await connect(at, "alice");
    const apiKey = at.sample.resetApiKey(at.people.alice.id);

    await expect(client.call("update_issue", { issue_id: 1, notes: "Who wrote this?" })).rejects.toThrow(signInAgain);
    const stale = await post(at.mcpUrl, {}, { authorization: `Bearer ${client.kept.tokens?.access_token}` });
    expect(stale.status).toBe(401);

    const again = await connect(at, "alice", { kept: client.kept, person: { ...at.people.alice, apiKey } });
    expect((await again.call("get_issue_details", { issue_id: 1 })).text).not.toContain("Who wrote this?");
    expect((await again.call("list_projects")).isError).toBe(false);
  });

  test("changed in Redmine: nothing is read as nobody, though much there is public", async () => {
    const at = await oldWorld();
    const client = await connect(at, "alice");
    at.sample.resetApiKey(at.people.alice.id);
    await at.restart(); // a server remembers for a minute whom a key belongs to; this one does not

    await expect(client.call("list_projects")).rejects.toThrow(signInAgain);
  });

  test("its user locked: the same", async () => {
    const at = await oldWorld();
    const client = await connect(at, "bob");
    at.sample.lockUser(at.people.bob.id);
    await at.restart();

    await expect(client.call("list_projects")).rejects.toThrow(signInAgain);
    const stale = await post(at.mcpUrl, {}, { authorization: `Bearer ${client.kept.tokens?.access_token}` });
    expect(stale.status).toBe(401);
  });

  test("Redmine away ends nothing", async () => {
    const at = await oldWorld();
    const client = await connect(at, "alice");
    for (const outage of ["refuse", "500", "html"] as const) {
      at.sample.down(outage);
      expect(await client.call("list_projects")).toMatchObject({ isError: true });
    }

    at.sample.down(undefined);
    expect(await client.call("list_projects")).toMatchObject({ isError: false });
  });

  test("now another person's: refused, nobody works as somebody else", async () => {
    const at = await oldWorld();
    const client = await connect(at, "alice");
    at.sample.resetApiKey(at.people.alice.id);
    at.sample.setApiKey(at.people.bob.id, at.people.alice.apiKey);
    await at.restart();

    await expect(client.call("list_projects")).rejects.toThrow(signInAgain);
    const stale = await post(at.mcpUrl, {}, { authorization: `Bearer ${client.kept.tokens?.access_token}` });
    expect(stale.status).toBe(401);
  });
});
