import { describe, expect, test } from "vitest";
import { clientOf, codeFor, pairFor, pkce, proof, redeem, refresh } from "./authorize.ts";
import { callsOf } from "./call.ts";
import type { Target } from "./target.ts";

const invalidGrant =
  "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.";

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
