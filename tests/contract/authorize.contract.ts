import { describe, expect, test } from "vitest";
import { authorizeUrl, browserFor, callback, pkce, redeem } from "./authorize.ts";
import { callsOf } from "./call.ts";
import type { Target } from "./target.ts";

/** Sign-in, approval, codes. */
export function authorizeContract(target: Target): void {
  const call = callsOf(target);

  describe("the authorize endpoint", () => {
    test("sends who is not signed in to the login, and afterwards back", async () => {
      const url = authorizeUrl(target);
      const response = await target.fetch(new Request(url, { redirect: "manual" }));
      expect(response.status).toBe(302);
      const location = new URL(response.headers.get("location") ?? "");
      expect(location.href).toMatch(`${target.url}/login?back_url=`);
      expect(new URL(location.searchParams.get("back_url") ?? "").searchParams.get("client_id")).toBe(target.clientId);
    });

    test("the login form has the fields that a browser fills in, and says when they are wrong", async () => {
      const browser = browserFor(target);
      const page = await browser.open(`${target.url}/login?back_url=${encodeURIComponent(`${target.url}/`)}`);
      const form = page.forms.find(({ controls }) => controls.some(({ name }) => name === "username"));
      if (!form) throw new Error("no login form");
      expect(form.controls.map(({ name }) => name)).toEqual(["authenticity_token", "back_url", "username", "password"]);
      expect(form.buttons.map(({ name }) => name)).toEqual(["login"]);

      const again = await browser.submit(form, { username: "alice", password: "wrong" });
      expect(again.status).toBe(200);
      expect(again.text).toContain("Invalid user or password");
    });

    test("a form without its token is refused", async () => {
      const login = await call.form("/login", { username: "alice", password: "x" }, { accept: "text/html" });
      const approval = await call.form("/oauth/authorize", { client_id: target.clientId }, { accept: "text/html" });
      expect([login.status, approval.status]).toEqual([422, 422]);
    });

    test("the approval page carries the request in hidden fields, once to allow and once to deny", async () => {
      const scope = "view_project view_news";
      const browser = browserFor(target);
      await callback(target, "bob", { scope: "view_project view_news view_files" }, { browser });
      const page = await browser.open(authorizeUrl(target, { scope, ...pkce }));
      expect(page.status).toBe(200);

      const forms = page.forms.filter(({ action }) => action.pathname.endsWith("/oauth/authorize"));
      const fields = forms.map(({ controls }) => controls.map(({ name }) => name).filter((name) => name !== "_method"));
      const expected =
        "authenticity_token client_id redirect_uri state response_type scope code_challenge code_challenge_method";
      expect(fields).toEqual([expected.split(" "), expected.split(" ")]);
      const values = Object.fromEntries(forms[0]?.controls.map((control) => [control.name, control]) ?? []);
      expect(values.scope).toMatchObject({ value: scope });
      expect(values.code_challenge_method).toMatchObject({ value: "S256" });
    });

    test("approval brings a code and the state back, denial an error and the state", async () => {
      const approved = await callback(target, "alice", { scope: "view_project view_files" });
      expect([...approved.searchParams.keys()]).toEqual(["code", "state"]);
      expect(approved.searchParams.get("code")).toMatch(/^[\w-]{43}$/);
      expect(approved.searchParams.get("state")).toBe("a state");

      const denied = await callback(target, "alice", { scope: "view_project view_wiki_edits" }, { approve: false });
      expect(Object.fromEntries(denied.searchParams)).toEqual({
        error: "access_denied",
        error_description: "The resource owner or authorization server denied the request.",
        state: "a state",
      });
    });

    test("approval is not asked for again where just the same scopes were granted, in any order", async () => {
      const browser = browserFor(target);
      const code = (await callback(target, "dan", { scope: "view_project view_files" }, { browser })).searchParams;
      await redeem(target, code.get("code") ?? "");

      const straight = (url: URL) => url.href.startsWith(target.redirectUri);
      const open = (scope: string) => browser.open(authorizeUrl(target, { scope }), straight);
      expect(await open("view_files view_project")).toBeInstanceOf(URL);
      expect(await open("view_project")).toMatchObject({ status: 200 });
      expect(await open("view_project view_files view_news")).toMatchObject({ status: 200 });
    });

    test.each([
      ["an unknown client", { client_id: "nobody" }, 401, /Client authentication failed/],
      ["no client", { client_id: "" }, 400, /Missing required parameter: client_id/],
      ["a foreign redirect URI", { redirect_uri: "http://evil.example/" }, 400, /redirect URI is malformed/],
      ["a redirect URI with a slash more", { redirect_uri: "http://127.0.0.1/oauth/callback/" }, 400, /redirect URI/],
      ["another port of localhost", { redirect_uri: "http://localhost:9/oauth/callback" }, 400, /redirect URI/],
      ["an unknown scope", { scope: "view_everything" }, 400, /scope is invalid, unknown/],
      ["another response type", { response_type: "token" }, 400, /does not support this response type/],
      ["another challenge method", { code_challenge: "x", code_challenge_method: "S512" }, 400, /plain, S256/],
    ])("%s is a page at Redmine, and the client never hears of it", async (_, parameters, status, text) => {
      const browser = browserFor(target);
      await callback(target, "carol", { scope: "view_project" }, { browser });
      const page = await browser.open(authorizeUrl(target, parameters));
      expect(page.status).toBe(status);
      expect(page.text).toMatch(text);
      expect(page.url.href.startsWith(target.url)).toBe(true);
    });

    test("any port of 127.0.0.1 is the same, and a query may be added", async () => {
      const browser = browserFor(target);
      const redirect_uri = "http://127.0.0.1:50123/oauth/callback?more=1";
      await callback(target, "carol", { scope: "view_project" }, { browser });
      const there = (url: URL) => url.port === "50123";
      const arrival = await browser.open(authorizeUrl(target, { redirect_uri, scope: "view_news" }), there);
      // Straight there, if an earlier run had the approval.
      if (arrival instanceof URL) expect(arrival.searchParams.get("more")).toBe("1");
      else expect(arrival.status).toBe(200);
    });
  });

  describe("addresses that other servers have", () => {
    test.each(["/.well-known/oauth-authorization-server", "/oauth/register", "/oauth/introspect", "/oauth/userinfo"])(
      "%s is not found",
      async (path) => {
        expect((await call.get(undefined, path)).status).toBe(404);
      },
    );
  });
}
