import { afterEach, describe, expect, test } from "vitest";
import { bearersOf, pairFor, refresh } from "./authorize.ts";
import { callsOf, type Reply, type Who } from "./call.ts";
import type { Target } from "./target.ts";

/** Tokens, keys and scopes: who somebody is to Redmine, and what is left of their rights. */
export function accessContract(target: Target): void {
  const call = callsOf(target);
  const bearer = bearersOf(target);
  const basic = (name: string, password: string) => ({
    headers: { authorization: `Basic ${btoa(`${name}:${password}`)}` },
  });
  const me = async (who: Parameters<typeof call.get>[0]) =>
    (await call.get(who, "/users/current.json")).body?.user?.login;

  const logTime = (who: Who, more: object) =>
    call.post(who, "/time_entries.json", { time_entry: { issue_id: 61, hours: 1, activity_id: 8, ...more } });
  const topProject = { project: { name: "Contract top", identifier: "contract-top" } };

  describe("who somebody is", () => {
    test("by API key in the header or the query, by password, by key as a user name", async () => {
      const { bob } = target.people;
      expect(await me("bob")).toBe("bob");
      expect((await call.get(undefined, `/users/current.json?key=${bob.apiKey}`)).body.user.login).toBe("bob");
      expect(await me(basic("bob", bob.password))).toBe("bob");
      expect(await me(basic(bob.apiKey, "anything"))).toBe("bob");
      expect(await me(basic("bob", "wrong"))).toBeUndefined();
    });

    test("an API key beats a Bearer, even a bad one", async () => {
      const { bearer: token } = await bearer("alice", "view_project view_issues");
      const both = (key: string) => ({ headers: { authorization: `Bearer ${token}`, "x-redmine-api-key": key } });
      expect(await me(both(target.people.bob.apiKey))).toBe("bob");
      expect((await call.get(both("wrong"), "/users/current.json")).status).toBe(401);
    });

    test("a Bearer in two places counts in none", async () => {
      const { bearer: token } = await bearer("alice", "view_project view_issues");
      expect((await call.get({ bearer: token }, `/users/current.json?access_token=${token}`)).status).toBe(401);
      expect((await call.get(undefined, `/users/current.json?access_token=${token}`)).status).toBe(200);
    });

    test("an unknown Bearer is nobody, without a word", async () => {
      const unknown = { bearer: "x".repeat(43) };
      expect((await call.get(unknown, "/issues/61.json")).status).toBe(200);
      const secret = await call.get(unknown, "/issues/68.json");
      expect([secret.status, secret.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="Redmine API"']);
      expect((await call.get(unknown, "/oauth/token/info")).body).toEqual({
        error: "invalid_token",
        error_description: "The access token is invalid",
        state: "unauthorized",
      });
    });

    test("with OAuth nobody sees their own API key", async () => {
      const who = await bearer("alice", "view_project view_issues");
      expect((await call.get(who, "/users/current.json")).body.user).not.toHaveProperty("api_key");
      expect((await call.get(who, "/my/account.json")).body.user).not.toHaveProperty("api_key");
    });
  });

  describe("scopes", () => {
    test("an administrator without the scope admin is an ordinary user", async () => {
      const who = await bearer("admin", "view_project view_issues");
      expect((await call.get(who, "/users/current.json")).body.user.admin).toBe(false);
      expect((await call.get(who, "/issues/68.json")).status).toBe(403);
      expect((await call.get(who, "/users.json")).status).toBe(403);
    });

    test("with it, one sees others' keys and may act as others, without any limit", async () => {
      const { bearer: token } = await bearer("admin", "admin");
      const as = (login: string) => ({
        headers: { authorization: `Bearer ${token}`, "x-redmine-switch-user": login },
      });
      expect((await call.get({ bearer: token }, "/users/5.json")).body.user.api_key).toBe(target.people.alice.apiKey);
      expect(await me(as("alice"))).toBe("alice");
      expect((await call.get(as("alice"), "/issues/68.json")).status).toBe(200);
      expect((await call.get(as("nobody-of-that-name"), "/users/current.json")).status).toBe(412);
      const ordinary = await bearer("bob", "view_project view_issues");
      expect(
        await me({ headers: { authorization: `Bearer ${ordinary.bearer}`, "x-redmine-switch-user": "alice" } }),
      ).toBe("bob");
    });

    test("a missing scope looks just like a missing permission", async () => {
      const scope = await call.get(await bearer("alice", "view_project"), "/issues/61.json");
      const permission = await call.get("bob", "/issues/66.json");
      expect([scope.status, scope.body, scope.headers.get("www-authenticate")]).toEqual([403, undefined, null]);
      expect([permission.status, permission.body, permission.headers.get("www-authenticate")]).toEqual([
        403,
        undefined,
        null,
      ]);
    });

    test.each([
      ["/projects.json", 200],
      ["/trackers.json", 200],
      ["/roles/3.json", 200],
      ["/queries.json", 200],
      ["/users/6.json", 200],
      ["/projects/1.json", 403],
      ["/issues.json", 403],
      ["/projects/1/versions.json", 403],
      ["/projects/1/memberships.json", 403],
      ["/projects/1/issue_categories.json", 403],
      ["/time_entries.json", 403],
      ["/projects/1/wiki/index.json", 403],
      ["/news.json", 403],
      ["/projects/1/files.json", 403],
      ["/search.json?q=memory", 403],
    ])("a token for nothing but one's own queries gets %s: %i", async (path, status) => {
      expect((await call.get(await bearer("alice", "save_queries"), path)).status).toBe(status);
    });

    test.each<[string, (who: Who) => Promise<Reply>, string, number]>([
      ["creating an issue", (who) => call.post(who, "/issues.json", {}), "view_issues", 403],
      ["deleting one", (who) => call.delete(who, "/issues/61.json"), "view_issues edit_issues", 403],
      ["a relation", (who) => call.post(who, "/issues/61/relations.json", {}), "view_issues edit_issues", 403],
      [
        "a watcher",
        (who) => call.post(who, "/issues/61/watchers.json", { user_id: 6 }),
        "view_issues edit_issues",
        403,
      ],
      ["an upload", (who) => call.upload(who, "", "x"), "view_issues view_files", 403],
      ["time", (who) => call.post(who, "/time_entries.json", {}), "view_issues view_time_entries", 403],
      ["time on an issue unseen", (who) => logTime(who, {}), "log_time", 422],
      ["time for somebody else", (who) => logTime(who, { user_id: 6 }), "view_issues log_time", 422],
      ["a wiki page", (who) => call.put(who, "/projects/1/wiki/Guide.json", {}), "view_wiki_pages view_issues", 403],
      ["an old wiki page", (who) => call.get(who, "/projects/1/wiki/Wiki/1.json"), "view_wiki_pages", 403],
      ["a version", (who) => call.post(who, "/projects/1/versions.json", {}), "view_issues edit_project", 403],
      ["a category", (who) => call.post(who, "/projects/1/issue_categories.json", {}), "view_issues", 403],
      ["a member", (who) => call.post(who, "/projects/1/memberships.json", {}), "view_members edit_project", 403],
      ["a project", (who) => call.put(who, "/projects/1.json", {}), "view_project view_issues", 403],
      ["a project at the top", (who) => call.post(who, "/projects.json", topProject), "add_subprojects", 422],
    ])("%s wants a scope of its own", async (_, attempt, scope, status) => {
      expect((await attempt(await bearer("alice", scope))).status).toBe(status);
    });

    test("some parts are left out without a word where a scope is missing", async () => {
      const who = await bearer("alice", "view_project view_issues");
      const { body } = await call.get(who, "/issues/61.json?include=journals,watchers");
      expect(body.issue.journals).toHaveLength(37);
      expect(body.issue).not.toHaveProperty("watchers");
      expect(body.issue).not.toHaveProperty("spent_hours");
      const { body: project } = await call.get(who, "/projects/1.json?include=trackers,time_entry_activities");
      expect(project.project).toHaveProperty("trackers");
      expect(project.project).not.toHaveProperty("time_entry_activities");
    });

    test("a search everywhere asks for no scope but its own; one in a project does", async () => {
      const who = await bearer("alice", "search_project");
      expect((await call.get(who, "/search.json?q=zanzibar")).body.total_count).toBeGreaterThanOrEqual(7);
      expect((await call.get(who, "/projects/secret/search.json?q=zanzibar")).body.total_count).toBe(0);
    });

    test("scopes are no barrier to writing an issue: who may add a note may change all that their role may", async () => {
      const { body } = await call.post("bob", "/issues.json", { issue: { project_id: 1, subject: "Scopes" } });
      const path = `/issues/${body.issue.id}.json`;
      const reader = await bearer("alice", "view_project view_issues");
      expect((await call.put(reader, path, { issue: { subject: "Not so" } })).status).toBe(403);

      const commenter = await bearer("alice", "view_issues add_issue_notes");
      expect((await call.put(commenter, path, { issue: { subject: "Even so", status_id: 2 } })).status).toBe(204);
      expect((await call.get("alice", path)).body.issue).toMatchObject({ subject: "Even so", status: { id: 2 } });

      const note = { notes: "for few", private_notes: true };
      expect((await call.put(commenter, path, { issue: note })).status).toBe(204);
      const written = (await call.get("alice", `${path}?include=journals`)).body.issue.journals.at(-1);
      expect(written).toMatchObject({ notes: "for few", private_notes: false });
      await call.delete("alice", path);
    });

    test("files of an issue go the same way", async () => {
      const upload = await call.upload("alice", "?filename=scopes.txt", "scopes");
      const uploads = [{ token: upload.body.upload.token }];
      const { body } = await call.post("alice", "/issues.json", {
        issue: { project_id: 1, subject: "A file", uploads },
      });
      const reader = await bearer("alice", "view_project view_issues");
      expect((await call.delete(reader, `/attachments/${upload.body.upload.id}.json`)).status).toBe(204);
      await call.delete("alice", `/issues/${body.issue.id}.json`);
    });
  });

  describe.runIf(target.behind !== undefined)("from behind", () => {
    const behind = target.behind;
    const { carol } = target.people;

    afterEach(async () => {
      await behind?.lockUser(carol.id, false);
      await behind?.setRestEnabled(true);
      await behind?.setLoginRequired(false);
    });

    test("an expired Bearer is refused everywhere, also where nobody needs one; its refresh token lives", async () => {
      const pair = await pairFor(target, "carol", "view_project view_news");
      await behind?.expireAccessTokens(carol.id);
      for (const path of ["/issues/61.json", "/users/current.json"]) {
        const { status, headers, body } = await call.get({ bearer: pair.access }, path);
        expect([status, body]).toEqual([401, undefined]);
        expect(headers.get("content-type")).toBe("text/html");
        expect(headers.get("www-authenticate")).toBe(
          'Bearer realm="Redmine", error="invalid_token", error_description="The access token expired"',
        );
      }
      expect((await refresh(target, pair.refresh)).status).toBe(200);
    });

    test("a locked user's Bearer breaks Redmine, their key is nobody's, their refresh token works", async () => {
      const pair = await pairFor(target, "carol", "view_project view_news");
      await behind?.lockUser(carol.id, true);
      const broken = await call.get({ bearer: pair.access }, "/issues/61.json");
      expect([broken.status, broken.body]).toEqual([500, { status: 500, error: "Internal Server Error" }]);
      expect((await call.get("carol", "/users/current.json")).status).toBe(401);
      expect((await refresh(target, pair.refresh)).status).toBe(200);
    });

    test("with the REST API off, everybody is nobody, and nobody is told to sign in", async () => {
      const pair = await pairFor(target, "carol", "view_project view_news");
      await behind?.setRestEnabled(false);
      expect((await call.get({ bearer: pair.access }, "/issues/61.json")).status).toBe(200);
      for (const who of [{ bearer: pair.access }, "carol"] as const) {
        const { status, headers } = await call.get(who, "/users/current.json");
        expect([status, headers.get("www-authenticate")]).toEqual([403, null]);
      }
      expect((await refresh(target, pair.refresh)).status).toBe(200);
    });

    test("where a login is required, nobody gets anything", async () => {
      await behind?.setLoginRequired(true);
      for (const path of ["/issues/61.json", "/trackers.json", "/issues/99999.json"]) {
        const { status, headers } = await call.get({ bearer: "x" }, path);
        expect([status, headers.get("www-authenticate")]).toEqual([401, 'Basic realm="Redmine API"']);
      }
      expect((await call.get("carol", "/issues/61.json")).status).toBe(200);
    });
  });
}
