import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, newContext } from "../support/chromium.ts";
import { startOurServer } from "./our-server.ts";
import { redmine } from "./redmine.ts";

const { bob, dan } = redmine.people;

let server: Awaited<ReturnType<typeof startOurServer>>;
let chromium: Browser;
let context: BrowserContext;
let page: Page;
let client: Server;
let redirectUri: string;

beforeAll(async () => {
  [server, chromium] = await Promise.all([startOurServer(), launchChromium()]);
  // an MCP client waits for its code on loopback
  client = createServer((_, response) => response.end("<title>client</title>back at the client"));
  await new Promise<void>((resolve) => client.listen(0, "127.0.0.1", resolve));
  redirectUri = `http://127.0.0.1:${(client.address() as AddressInfo).port}/callback`; // it listens on TCP
});
afterAll(async () => {
  client?.close();
  await chromium?.close();
  await server?.stop();
});
beforeEach(async () => {
  context = await newContext(chromium, { javaScriptEnabled: false });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
});

interface Begun {
  url: string;
  clientId: string;
  verifier: string;
}

async function begin(): Promise<Begun> {
  const registered = await fetch(`${server.url}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Agent", redirect_uris: [redirectUri] }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string }; // RFC 7591 §3.2.1
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(`${server.url}/oauth/authorize`);
  url.search = `${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    state: "the client's own",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  })}`;
  return { url: url.href, clientId, verifier };
}

async function atRedmine(person: typeof bob): Promise<void> {
  await page.waitForURL(/\/login/);
  await page.fill("#username", person.login);
  await page.fill("#password", person.password);
  await page.press("#password", "Enter");
  const approve = page.locator('form[action$="/oauth/authorize"]:not(:has(input[value="delete"])) [type="submit"]');
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
  if (page.url().startsWith(redmine.url)) await approve.first().click();
}

async function redeem({ clientId, verifier }: Begun): Promise<string> {
  const back = new URL(page.url());
  expect(back.searchParams.get("state")).toBe("the client's own");
  expect(back.searchParams.get("iss")).toBe(server.url);
  const form = {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    client_id: clientId,
    code_verifier: verifier,
  };
  const answer = await fetch(`${server.url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  expect(answer.status).toBe(200);
  const { access_token } = (await answer.json()) as { access_token: string }; // RFC 6749 §5.1
  return access_token;
}

async function callsWith(token: string): Promise<number> {
  const body = JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return (await fetch(server.mcpUrl, { method: "POST", headers, body })).status;
}

/** What the keyboard is on. */
const focused = () =>
  page.locator(":focus").evaluate((element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 200));

test("without script and without a mouse: consent, Redmine, client, and the end of the connection", async () => {
  const begun = await begin();
  await page.goto(begun.url);
  expect(await page.title()).toMatch(/^Connect “Agent” to .*\?$/);

  const order: string[] = [];
  for (let stop = 0; stop < 3; stop += 1) {
    await page.keyboard.press("Tab");
    order.push(await focused());
  }
  expect(order[0]).toContain('value="write"');
  expect(order[1]).toContain('value="allow"');
  expect(order[2]).toContain('value="deny"');
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await atRedmine(dan);
  await page.waitForURL(`${redirectUri}?*`);
  const token = await redeem(begun);
  expect(await callsWith(token)).toBe(202); // a notification has no other answer

  await page.goto(`${server.url}/connections`);
  await page.keyboard.press("Tab");
  expect(await focused()).toContain("Sign in at Redmine");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/connections`); // Redmine knows this browser and has approved the same before
  expect(await page.textContent("main")).toContain("Agent");

  await page.keyboard.press("Tab");
  expect(await focused()).toContain("Revoke the connection of Agent");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/connections?notice=ended`);
  expect(await page.textContent("main")).toContain("No application works in Redmine as you.");
  expect(await callsWith(token)).toBe(401);
});

const liveTokensOfBob = async () =>
  Number(
    await redmine.sql(
      `SELECT count(*) FROM oauth_access_tokens WHERE resource_owner_id = ${bob.id} AND revoked_at IS NULL`,
    ),
  );

test("Redmine has withdrawn its token when the ended client has come by", async () => {
  const before = await liveTokensOfBob();
  const begun = await begin();
  await page.goto(begun.url);
  await page.click("button[value=allow]");
  await atRedmine(bob);
  await page.waitForURL(`${redirectUri}?*`);
  const token = await redeem(begun);
  await page.goto(`${server.url}/connections`);
  await page.click("main button");
  await page.click("[aria-label='Revoke the connection of Agent']");
  await page.waitForURL(`${server.url}/connections?notice=ended`);
  expect(await liveTokensOfBob()).toBe(before + 1); // the visit's own is withdrawn, the client's not yet
  expect(await callsWith(token)).toBe(401);
  await expect.poll(liveTokensOfBob).toBe(before); // Redmine takes its time over a revocation
});

test("cancel tells the client, and nothing else happens", async () => {
  await page.goto((await begin()).url);
  await page.click("button[value=deny]");
  await page.waitForURL(`${redirectUri}?*`);

  expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
});

test("the cookies of a sign-in are out of reach of pages and other sites", async () => {
  await page.goto((await begin()).url);
  const cookies = (await context.cookies()).filter(({ name }) => name.includes("rmcp_"));

  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test.each(["/oauth/authorize", "/connections"])("a frame of another page shows nothing of %s", async (path) => {
  const target = path === "/connections" ? `${server.url}/connections` : (await begin()).url;
  await page.route("http://127.0.0.1:9/evil", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${target.replaceAll("&", "&amp;")}"></iframe>` }),
  );
  await page.goto("http://127.0.0.1:9/evil");

  await expect.poll(() => page.frames().length).toBe(2);
  await expect.poll(() => page.frames()[1]?.url()).toContain("chrome-error:");
});

test("another site's form ends no connection and consents to nothing", async () => {
  await page.goto((await begin()).url);
  const ticket = await page.inputValue("input[name=ticket]");
  const body = `<form method="post" action="${server.url}/oauth/consent"><input name="ticket" value="${ticket}">
<button name="decision" value="allow">win a prize</button></form>`;
  await page.route("http://localhost:9/evil", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto("http://localhost:9/evil");
  await page.click("button");

  expect(await page.title()).toBe("This sign-in began in another browser");
});
