import { describe, expect, test } from "vitest";
import { callsOf } from "./call.ts";
import type { Target } from "./target.ts";

const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);

/** Projects, people, wiki, time, news, files: what the seeded records look like. */
export function directoryContract(target: Target): void {
  const call = callsOf(target);

  describe("projects", () => {
    test("the list holds what one sees that is active, children after their parents", async () => {
      const named = async (who: "alice" | "bob") =>
        (await call.get(who, "/projects.json")).body.projects
          .map((project: { identifier: string }) => project.identifier)
          .filter((identifier: string) => !identifier.startsWith("contract"));
      expect(await named("alice")).toEqual(["alpha", "alpha-mobile", "secret", "tiny"]);
      expect(await named("bob")).toEqual(["alpha", "alpha-mobile", "tiny"]);
      expect(ids((await call.get("bob", "/projects.json?status=5")).body.projects)).toEqual([5]);
      expect(ids((await call.get("bob", "/projects.json?name=~mob")).body.projects)).toEqual([3]);
    });

    test("an unknown parameter, and one bad value for all, leave the whole list", async () => {
      const whole = (await call.get("bob", "/projects.json")).body.total_count;
      expect((await call.get("bob", "/projects.json?q=zzz")).body.total_count).toBe(whole);
      const unchecked = (await call.get("bob", "/projects.json?created_on=nonsense&name=~mob")).body.total_count;
      expect(unchecked).toBeGreaterThan(whole); // the closed one too
    });

    test("the parts of a project", async () => {
      const parts = "trackers,issue_categories,enabled_modules,time_entry_activities,issue_custom_fields";
      const { body } = await call.get("alice", `/projects/alpha-mobile.json?include=${parts}`);
      expect(body.project).toMatchObject({
        id: 3,
        parent: { id: 1, name: "Alpha" },
        homepage: "",
        status: 1,
        custom_fields: [{ id: 9, name: "Cost centre", value: null }],
        trackers: [
          { id: 1, name: "Bug" },
          { id: 2, name: "Feature" },
          { id: 3, name: "Support" },
        ],
        issue_categories: [],
        time_entry_activities: [
          { id: 8, name: "Design" },
          { id: 9, name: "Development" },
        ],
      });
      expect(ids(body.project.issue_custom_fields)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(body.project.enabled_modules).toContainEqual({ id: 24, name: "wiki" });
    });

    test("versions shared downwards are a subproject's too; lists of them are not paged", async () => {
      const { body } = await call.get("alice", "/projects/alpha-mobile/versions.json?limit=1");
      expect(ids(body.versions)).toEqual([3]);
      expect(body).toMatchObject({ total_count: 1 });
      expect((await call.get("alice", "/versions/1.json")).body.version).toMatchObject({
        status: "closed",
        due_date: "2026-02-01",
        sharing: "none",
        wiki_page_title: null,
      });
    });

    test("categories by name, with whom they go to", async () => {
      const { body } = await call.get("alice", "/projects/alpha/issue_categories.json");
      expect(body.issue_categories).toContainEqual({
        id: 3,
        project: { id: 1, name: "Alpha" },
        name: "Docs",
        assigned_to: { id: 6, name: "Bob Baker" },
      });
    });

    test("members are people and groups; a role that a group gives is inherited", async () => {
      const { body } = await call.get("bob", "/projects/alpha/memberships.json");
      expect(body.memberships).toContainEqual({
        id: 7,
        project: { id: 1, name: "Alpha" },
        group: { id: 9, name: "Developers" },
        roles: [{ id: 4, name: "Developer" }],
      });
      expect(body.memberships).toContainEqual({
        id: 8,
        project: { id: 1, name: "Alpha" },
        user: { id: 8, name: "Dan Duarte" },
        roles: [{ id: 4, name: "Developer", inherited: true }],
      });
    });
  });

  describe("people", () => {
    test("oneself, with memberships and, by API key, the key", async () => {
      const { body } = await call.get("bob", "/users/current.json?include=memberships,groups");
      expect(body.user).toMatchObject({
        id: 6,
        login: "bob",
        admin: false,
        api_key: target.people.bob.apiKey,
        memberships: [{ id: 6, project: { id: 1, name: "Alpha" }, roles: [{ id: 5, name: "Reporter" }] }],
      });
      expect(body.user).not.toHaveProperty("groups");
    });

    test("others without mail and key; an administrator sees both", async () => {
      const { body } = await call.get("bob", "/users/5.json");
      expect(Object.keys(body.user)).toEqual(
        "id login firstname lastname created_on updated_on last_login_on passwd_changed_on".split(" "),
      );
      expect((await call.get("admin", "/users/5.json?include=groups")).body.user).toMatchObject({
        mail: "alice@example.net",
        api_key: target.people.alice.apiKey,
        status: 1,
        groups: [],
      });
    });

    test("who is in no project that one sees does not exist; a manager sees everybody", async () => {
      expect((await call.get("bob", "/users/7.json")).status).toBe(404);
      expect((await call.get("alice", "/users/7.json")).status).toBe(200);
    });

    test("a role tells its permissions", async () => {
      const { body } = await call.get(undefined, "/roles/5.json");
      expect(body.role).toMatchObject({ name: "Reporter", assignable: true, issues_visibility: "default" });
      expect(body.role.permissions).toContain("add_issue_notes");
      expect(body.role.permissions).not.toContain("edit_issues");
    });
  });

  describe("saved queries", () => {
    test("everybody's public ones by name, and one's own", async () => {
      const named = async (who: "alice" | "bob") => ids((await call.get(who, "/queries.json")).body.queries);
      expect(await named("alice")).toEqual([1, 9, 8, 2, 3, 4]);
      expect(await named("bob")).toEqual([1, 8, 2, 3, 4]);
    });
  });

  describe("wiki", () => {
    test("the index by title, without texts", async () => {
      const { body } = await call.get("bob", "/projects/alpha/wiki/index.json");
      expect(body.wiki_pages).toContainEqual({
        title: "Guide",
        parent: { title: "Wiki" },
        version: 1,
        created_on: "2026-02-05T09:00:00Z",
        updated_on: "2026-02-05T09:00:00Z",
      });
    });

    test("a page by any spelling of its title, an old version, the start page", async () => {
      const page = await call.get("bob", "/projects/alpha/wiki/release%20NOTES.json");
      expect(page.body.wiki_page).toMatchObject({
        title: "Release_notes",
        text: "# 1.1\n\n- fixed things",
        version: 1,
      });
      const old = await call.get("bob", "/projects/alpha/wiki/Wiki/1.json");
      expect(old.body.wiki_page).toMatchObject({ text: "# Alpha\n\nStart here.", version: 1, comments: "Version 1" });
      expect((await call.get("bob", "/projects/alpha/wiki.json")).body.wiki_page).toMatchObject({ title: "Wiki" });
      expect((await call.get("bob", "/projects/alpha/wiki/%C3%9Cber_uns.json")).body.wiki_page.title).toBe("Über_uns");
    });

    test("no path holds a page with a dot in its name", async () => {
      expect((await call.get("alice", "/projects/alpha/wiki/v1.2.json")).body).toEqual({
        status: 404,
        error: "Not Found",
      });
    });
  });

  describe("time entries", () => {
    test("newest day first, with their custom fields; one without an issue has none", async () => {
      const { body } = await call.get("bob", "/time_entries.json?project_id=alpha&spent_on=2026-02-17");
      expect(body.time_entries).toEqual([
        {
          id: 24,
          project: { id: 1, name: "Alpha" },
          user: { id: 8, name: "Dan Duarte" },
          activity: { id: 9, name: "Development" },
          hours: 3.5,
          comments: "Work 24",
          spent_on: "2026-02-17",
          created_on: "2026-02-17T09:00:00Z",
          updated_on: "2026-02-17T09:00:00Z",
          custom_fields: [{ id: 10, name: "Billable", value: "1" }],
        },
      ]);
    });

    test.each([
      ["user_id=6&to=2026-02-01", [8, 5, 2]],
      ["from=2026-02-01&to=2026-02-03", [10, 9, 8]],
      ["issue_id=3", [3]],
      ["hours=%3E%3D3&to=2026-02-01", [8, 4]],
      ["user_id=me&to=2026-01-30", [4, 1]],
      ["sort=hours:desc,spent_on&to=2026-01-31", [4, 3, 7, 2, 6, 1, 5]],
    ])("filtered by %s", async (query, expected) => {
      const { body } = await call.get("alice", `/time_entries.json?project_id=alpha&${query}`);
      expect(ids(body.time_entries)).toEqual(expected);
    });

    test("a bad value leaves the whole list, without a word", async () => {
      const whole = (await call.get("bob", "/time_entries.json")).body.total_count;
      const { status, body } = await call.get("bob", "/time_entries.json?spent_on=nonsense&user_id=6");
      expect([status, body.total_count]).toEqual([200, whole]);
    });
  });

  describe("news and files", () => {
    test("news, newest first, with its comments when asked", async () => {
      const { body } = await call.get("bob", "/news/1.json?include=comments,attachments");
      expect(body.news).toMatchObject({
        title: "News item 1",
        attachments: [],
        comments: [{ id: 1, author: { id: 6, name: "Bob Baker" }, content: "Good to hear." }],
      });
      expect(ids((await call.get("bob", "/projects/alpha/news.json?limit=3")).body.news)).toEqual([3, 2, 1]);
    });

    test("a project's files, then its versions'", async () => {
      const { body } = await call.get("bob", "/projects/alpha/files.json");
      expect(ids(body.files)).toEqual([6, 7]);
      expect(body.files[1]).toMatchObject({ filesize: 22, version: { id: 2, name: "1.1" } });
      expect(body.files[1].digest).toMatch(/^[0-9a-f]{64}$/);
    });
  });
}
