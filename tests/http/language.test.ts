import { describe, expect, test } from "vitest";
import { Browser } from "../support/browser.ts";
import { leaveForRedmine, newBrowser, world } from "../support/visit-connections.ts";

describe("the language of the pages", () => {
  test("is the browser's, and ?lang=xx counts more and is kept for the pages that follow", async () => {
    const { url } = await world();
    const german = await fetch(`${url}/`, { headers: { "accept-language": "de-AT,en;q=0.5" } });
    expect(await german.text()).toContain('<html lang="de">');
    expect(german.headers.get("vary")).toContain("Accept-Language");

    const chosen = await fetch(`${url}/?lang=fr`, { headers: { "accept-language": "de" } });
    expect(await chosen.text()).toContain('<html lang="fr">');
    const cookie = chosen.headers.get("set-cookie")?.split(";")[0] ?? "";
    for (const path of ["/", "/connections", "/oauth/authorize?client_id=nobody", "/oauth/callback?state=x"]) {
      const page = await fetch(`${url}${path}`, { headers: { "accept-language": "de", cookie }, redirect: "manual" });
      if (page.status === 303) continue; // back to the connections
      expect(await page.text(), path).toContain('<html lang="fr">');
    }
  });

  test("can be switched on the same page, whose address keeps all that it had", async () => {
    const { url } = await world();
    const page = await new Browser().open(`${url}/connections?notice=ended&x=a%26b&lang=it`);
    expect(page.html).toContain('<html lang="it">');
    expect(page.html).toContain('href="?notice=ended&amp;x=a%26b&amp;lang=ja"');
  });

  test("does not matter where it is unknown, or hostile", async () => {
    const { url } = await world();
    for (const lang of ["xx", "__proto__", "constructor", '"><script>', "zh-Hant"]) {
      const page = await fetch(`${url}/?lang=${encodeURIComponent(lang)}`);
      expect(await page.text()).toContain('<html lang="en">');
      expect(page.headers.get("set-cookie")).toBeNull();
    }
  });

  test("goes through a sign-in that a client began: consent, and what follows it", async () => {
    const at = await world({ settings: { OAUTH_CONSENT: "always" } });
    const registered = await fetch(`${at.url}/oauth/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ client_name: "Tester", redirect_uris: ["http://127.0.0.1/cb"] }),
    });
    const { client_id } = (await registered.json()) as { client_id: string };
    const query = new URLSearchParams({
      client_id,
      redirect_uri: "http://127.0.0.1:4000/cb",
      response_type: "code",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      resource: `${at.url}/mcp`,
      state: "s",
      lang: "pl",
    });
    const browser = newBrowser();
    const page = await browser.open(`${at.url}/oauth/authorize?${query}`);
    expect(page.text).toContain("Połączyć „Tester” z");
    expect(page.text).toContain("Przejdź do Redmine");
    expect((await browser.open(`${at.url}/connections`)).text).toContain("Twoje połączenia");
    expect(await leaveForRedmine(at, browser)).toBeInstanceOf(URL);
  });
});

test("the icon is at the paths that browsers and clients know", async () => {
  const { url } = await world();
  const svg = await fetch(`${url}/favicon.svg`);
  expect(svg.headers.get("content-type")).toBe("image/svg+xml");
  expect(await svg.text()).toMatch(/^<svg /);
  const ico = await fetch(`${url}/favicon.ico`);
  expect(ico.headers.get("content-type")).toBe("image/x-icon");
  expect([...new Uint8Array(await ico.arrayBuffer()).slice(0, 4)]).toEqual([0, 0, 1, 0]);
});

test("OpenAI's challenge is answered with the token that was set, and nothing without one", async () => {
  const path = "/.well-known/openai-apps-challenge";
  const set = await world({ settings: { OPENAI_APPS_CHALLENGE: "tok-123" } });
  expect(await (await fetch(`${set.url}${path}`)).text()).toBe("tok-123");
  const unset = await world();
  expect((await fetch(`${unset.url}${path}`)).status).toBe(404);
});

test("the front page calls Redmine by the title that its sign-in page has", async () => {
  const at = await world();
  await new Browser().open(at.url); // asks for it
  await expect
    .poll(async () => (await new Browser().open(at.url)).text)
    .toMatch(/works in Sample Redmine \( ?redmine\.sample ?\)/);
});
