import { describe, expect, test } from "vitest";
import {
  authorizeUrl,
  browserFor,
  callback,
  clientOf,
  codeFor,
  pairFor,
  pkce,
  proof,
  redeem,
  refresh,
} from "./authorize.ts";
import { callsOf } from "./call.ts";
import type { Target } from "./target.ts";

const invalidGrant =
  "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.";

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

/** The token endpoint: codes and refresh tokens for pairs. */
export function tokenContract(target: Target): void {
  const call = callsOf(target);
  const fault = (error: string, description: string) => ({ error, error_description: description });

  describe("the token endpoint", () => {
    test("gives a pair for two hours, not to be stored", async () => {
      const code = await codeFor(target, "alice", { scope: "view_project view_issues", ...pkce });
      const { status, headers, body } = await redeem(target, code, proof);
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.stringMatching(/^[\w-]{43}$/),
        token_type: "Bearer",
        expires_in: 7200,
        refresh_token: expect.stringMatching(/^[\w-]{43}$/),
        scope: "view_project view_issues",
        created_at: expect.any(Number),
      });
      expect(headers.get("cache-control")).toBe("no-store");

      const info = await call.get({ bearer: body.access_token }, "/oauth/token/info");
      expect(info.body).toMatchObject({
        resource_owner_id: 5,
        scope: ["view_project", "view_issues"],
        application: { uid: target.clientId },
        created_at: body.created_at,
      });
      expect(info.body.expires_in).toBeGreaterThan(7190);
    });

    test("a code counts once; the token it gave lives on", async () => {
      const code = await codeFor(target, "alice");
      const first = await redeem(target, code);
      const second = await redeem(target, code);
      expect([first.status, second.status]).toEqual([200, 400]);
      expect(second.body).toEqual(fault("invalid_grant", invalidGrant));
      expect(second.headers.get("www-authenticate")).toBe(
        `Bearer realm="Redmine", error="invalid_grant", error_description="${invalidGrant}"`,
      );
      expect((await call.get({ bearer: first.body.access_token }, "/users/current.json")).status).toBe(200);
    });

    test("what is wrong with a code does not use it up", async () => {
      const code = await codeFor(target, "alice", pkce);
      const bad = [
        await redeem(target, "no-such-code"),
        await redeem(target, code, { ...proof, redirect_uri: "http://127.0.0.1/elsewhere" }),
        await redeem(target, code, { code_verifier: "wrong" }),
      ];
      expect(bad.map(({ body }) => body.error)).toEqual(["invalid_grant", "invalid_grant", "invalid_grant"]);
      expect((await redeem(target, code)).body).toEqual(
        fault("invalid_request", "Missing required parameter: code_verifier."),
      );
      expect((await redeem(target, code, { ...proof, client_secret: "wrong" })).status).toBe(401);
      expect((await redeem(target, code, proof)).status).toBe(200);
    });

    test.each([
      ["no grant type", {}, "invalid_request", "Missing required parameter: grant_type."],
      [
        "another grant type",
        { grant_type: "password" },
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
      ],
      ["no code", { grant_type: "authorization_code" }, "invalid_request", "Missing required parameter: code."],
      [
        "no redirect URI",
        { grant_type: "authorization_code", code: "x" },
        "invalid_request",
        "Missing required parameter: redirect_uri.",
      ],
      [
        "no refresh token",
        { grant_type: "refresh_token" },
        "invalid_request",
        "Missing required parameter: refresh_token.",
      ],
      ["a foreign refresh token", { grant_type: "refresh_token", refresh_token: "x" }, "invalid_grant", invalidGrant],
    ])("%s", async (_, parameters, error, description) => {
      const form = Object.fromEntries(Object.entries({ ...clientOf(target), ...parameters }));
      const { status, body } = await call.form("/oauth/token", form);
      expect([status, body]).toEqual([400, fault(error, description)]);
    });

    test("the client shows its secret by Basic, in the form or in JSON, but in one place", async () => {
      const { access, refresh: token } = await pairFor(target, "alice", "view_project view_files");
      expect(access).toBeDefined();
      const basic = { authorization: `Basic ${btoa(`${target.clientId}:${target.clientSecret}`)}` };
      const grant = { grant_type: "refresh_token", refresh_token: token };

      expect((await call.form("/oauth/token", grant, basic)).status).toBe(200);
      expect((await call.form("/oauth/token", { ...grant, ...clientOf(target) })).status).toBe(200);
      expect((await call.post(undefined, "/oauth/token", { ...grant, ...clientOf(target) })).status).toBe(200);

      const both = await call.form("/oauth/token", { ...grant, ...clientOf(target) }, basic);
      expect(both.body.error).toBe("invalid_request");
      const wrong = await call.form("/oauth/token", { ...grant, ...clientOf(target), client_secret: "x" });
      expect([wrong.status, wrong.body.error]).toEqual([401, "invalid_client"]);
      expect((await call.form("/oauth/token", grant)).body.error).toBe("invalid_grant");
      const badBoth = { ...grant, refresh_token: "x", ...clientOf(target), client_secret: "x" };
      expect((await call.form("/oauth/token", badBoth)).body.error).toBe("invalid_grant");
    });
  });

  describe("refreshing", () => {
    const works = async (bearer: string) => (await call.get({ bearer }, "/users/current.json")).status === 200;

    test("the old pair lives until the new access token is first used", async () => {
      const old = await pairFor(target, "alice", "view_project view_news");
      const fresh = (await refresh(target, old.refresh)).body;
      expect(await works(old.access)).toBe(true);
      const sibling = await refresh(target, old.refresh);
      expect(sibling.status).toBe(200);

      expect(await works(fresh.access_token)).toBe(true);
      const dead = await call.get({ bearer: old.access }, "/users/current.json");
      expect(dead.status).toBe(401);
      expect(dead.headers.get("www-authenticate")).toContain("The access token was revoked");
      expect((await refresh(target, old.refresh)).body.error).toBe("invalid_grant");
      expect(await works(sibling.body.access_token)).toBe(true);
    });

    test("asking for the token's info is a use", async () => {
      const old = await pairFor(target, "alice", "view_project view_news");
      const fresh = (await refresh(target, old.refresh)).body;
      expect((await call.get({ bearer: fresh.access_token }, "/oauth/token/info")).status).toBe(200);
      expect(await works(old.access)).toBe(false);
    });

    test("scopes may become fewer, never more", async () => {
      const old = await pairFor(target, "alice", "view_project view_news");
      const fewer = await refresh(target, old.refresh, { scope: "view_news" });
      expect(fewer.body.scope).toBe("view_news");
      const more = await refresh(target, fewer.body.refresh_token, { scope: "view_news view_project" });
      expect([more.status, more.body.error]).toEqual([400, "invalid_scope"]);
    });
  });

  describe("revoking", () => {
    test("ends both tokens, whichever is named; an unknown one is fine", async () => {
      for (const named of ["access", "refresh"] as const) {
        const pair = await pairFor(target, "alice", "view_project view_news");
        const answer = await call.form("/oauth/revoke", { ...clientOf(target), token: pair[named] });
        expect([answer.status, answer.body]).toEqual([200, {}]);
        expect((await refresh(target, pair.refresh)).body.error).toBe("invalid_grant");
        expect((await call.get({ bearer: pair.access }, "/users/current.json")).status).toBe(401);
      }
      expect((await call.form("/oauth/revoke", { ...clientOf(target), token: "x" })).status).toBe(200);
    });

    test("a stranger may not", async () => {
      const { status, body } = await call.form("/oauth/revoke", { token: "x" });
      expect([status, body.error]).toEqual([403, "unauthorized_client"]);
    });
  });
}
