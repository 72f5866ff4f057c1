import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, type Who } from "./call.ts";
import type { Target } from "./target.ts";

/** Wiki, versions, categories, members, news, files and projects, written in a project that is gone afterwards. */
export function projectWritesContract(target: Target): void {
  const call = callsOf(target);
  const identifier = `contract-${process.pid}`;
  const within = `/projects/${identifier}`;
  let projectId = 0;

  beforeAll(async () => {
    const project = { name: "Contract", identifier, is_public: true };
    const { body } = await call.post("alice", "/projects.json", { project });
    projectId = body.project.id;
    await call.post("alice", `${within}/memberships.json`, { membership: { user_id: 6, role_ids: [5] } });
    await call.post("alice", `${within}/memberships.json`, { membership: { user_id: 8, role_ids: [4] } });
  });
  afterAll(async () => {
    await call.delete("admin", `${within}.json`);
  });

  describe("projects", () => {
    test("have all modules, and their maker as a manager", async () => {
      const { body } = await call.get("alice", `${within}.json?include=enabled_modules,trackers`);
      const modules = body.project.enabled_modules.map(({ name }: { name: string }) => name);
      expect(modules).toEqual(
        "issue_tracking time_tracking news documents files wiki repository boards calendar gantt".split(" "),
      );
      expect(body.project.trackers).toHaveLength(3);
      const members = (await call.get("alice", `${within}/memberships.json`)).body.memberships;
      expect(members[0]).toMatchObject({ user: { id: 5 }, roles: [{ id: 3, name: "Manager" }] });
    });

    test.each<[string, object, string[]]>([
      ["taken", { name: "x", identifier: "alpha" }, ["Identifier has already been taken"]],
      ["empty", { name: "", identifier: "" }, ["Name cannot be blank", "Identifier cannot be blank"]],
      ["badly written", { name: "x", identifier: "Not So" }, ["Identifier is invalid"]],
      ["a number", { name: "x", identifier: "123" }, ["Identifier is invalid"]],
    ])("are refused when the identifier is %s", async (_, project, errors) => {
      const { status, body } = await call.post("alice", "/projects.json", { project });
      expect([status, body]).toEqual([422, { errors }]);
    });

    test("keep their identifier; only members of the right role change them", async () => {
      const project = { description: "changed", identifier: "another" };
      expect((await call.put("alice", `${within}.json`, { project })).status).toBe(204);
      const { body } = await call.get("bob", `/projects/${projectId}.json`);
      expect(body.project).toMatchObject({ identifier, description: "changed" });
      expect((await call.put("bob", `${within}.json`, { project })).status).toBe(403);
      expect((await call.post("bob", "/projects.json", { project: { name: "x", identifier: "xx" } })).status).toBe(403);
    });

    test("closed, they are read and not written, until they are reopened", async () => {
      expect((await call.put("alice", `${within}/close.json`)).status).toBe(204);
      expect((await call.get("bob", `${within}.json`)).body.project.status).toBe(5);
      expect((await call.put("alice", `${within}.json`, { project: { name: "x" } })).status).toBe(403);
      expect((await call.put("alice", `${within}/reopen.json`)).status).toBe(204);
      expect((await call.put("bob", `${within}/close.json`)).status).toBe(403);
    });
  });

  describe("wiki pages", () => {
    const save = (who: Who, title: string, wiki_page: object) =>
      call.put(who, `${within}/wiki/${title}.json`, { wiki_page });
    const read = async (title: string) => (await call.get("bob", `${within}/wiki/${title}.json`)).body?.wiki_page;

    test("are created with 201 and changed with 204", async () => {
      const created = await save("alice", "a%20new%20page", { text: "# one\n", comments: "first" });
      expect(created.status).toBe(201);
      expect(created.headers.get("location")).toBe(
        `${new URL(target.url).pathname.replace(/\/$/, "")}${within}/wiki/A_new_page`,
      );
      expect(created.body.wiki_page).toMatchObject({
        title: "A_new_page",
        text: "# one\n",
        version: 1,
        comments: "first",
      });
      expect((await save("alice", "A_NEW_PAGE", { text: "# two", version: 1 })).status).toBe(204);
      expect(await read("A_new_page")).toMatchObject({ text: "# two", version: 2, comments: null });
      expect(await read("A_new_page/1")).toMatchObject({ text: "# one\n", version: 1 });
    });

    test("that have moved on meanwhile are a conflict", async () => {
      await save("alice", "Conflict", { text: "one" });
      await save("alice", "Conflict", { text: "two" });
      const late = await save("alice", "Conflict", { text: "three", version: 1 });
      expect([late.status, late.body]).toEqual([409, undefined]);
      expect(await read("Conflict")).toMatchObject({ text: "two", version: 2 });
      // The same text is no change, whatever version it is said to change.
      expect((await save("alice", "Conflict", { text: "two", version: 1 })).status).toBe(204);
      expect(await read("Conflict")).toMatchObject({ version: 2 });
    });

    test("need a text, and a parent that exists", async () => {
      const blank = await save("alice", "Blank", { text: "" });
      expect([blank.status, blank.body]).toEqual([422, { errors: ["Text field cannot be blank"] }]);
      await save("alice", "Top", { text: "t" });
      const orphan = await save("alice", "Orphan", { text: "o", parent_title: "Nowhere" });
      expect([orphan.status, orphan.body]).toEqual([422, { errors: [] }]);
      expect((await save("alice", "Below", { text: "b", parent_title: "top" })).status).toBe(201);
      expect(await read("Below")).toMatchObject({ parent: { title: "Top" } });
      expect((await save("alice", "Top", { text: "t", parent_title: "Below" })).body).toEqual({ errors: [] });
    });

    test("are named as they are found: a title in the body names a new page", async () => {
      const { status, body } = await save("alice", "Asked_for", { title: "Given", text: "x" });
      expect([status, body.wiki_page.title]).toEqual([201, "Given"]);
    });

    test("are moved under another only by who may rename them; others are not told", async () => {
      await save("alice", "Here", { text: "h" });
      await save("alice", "There", { text: "t" });
      expect((await save("dan", "Here", { text: "changed", parent_title: "There" })).status).toBe(204);
      expect(await read("Here")).toMatchObject({ text: "changed" });
      expect(await read("Here")).not.toHaveProperty("parent");
    });

    test("are deleted by who may; pages below stay, at the top", async () => {
      await save("alice", "Parent", { text: "p" });
      await save("alice", "Child", { text: "c", parent_title: "Parent" });
      expect((await call.delete("bob", `${within}/wiki/Parent.json`)).status).toBe(403);
      expect((await call.delete("alice", `${within}/wiki/Parent.json`)).status).toBe(204);
      expect((await call.delete("alice", `${within}/wiki/Parent.json`)).status).toBe(404);
      expect(await read("Child")).not.toHaveProperty("parent");
    });

    test.each<[string, Who, string, number]>([
      ["a role that may not write", "bob", within, 403],
      ["nobody", undefined, within, 401],
      ["a project without a wiki", "alice", "/projects/tiny", 404],
      ["a closed project", "alice", "/projects/closed-project", 403],
      ["no project", "alice", "/projects/nope", 404],
    ])("%s", async (_, who, project, status) => {
      const reply = await call.put(who, `${project}/wiki/New.json`, { wiki_page: { text: "x" } });
      expect([reply.status, reply.body]).toEqual([status, undefined]);
    });
  });

  describe("versions and categories", () => {
    test("a version is made, changed, and deleted only when nothing is planned for it", async () => {
      const made = await call.post("alice", `${within}/versions.json`, {
        version: { name: "3.0", due_date: "2026-09-01", sharing: "system" },
      });
      const { version } = made.body;
      expect([made.status, made.headers.get("location")]).toEqual([201, `${target.url}/versions/${version.id}`]);
      expect(version).toMatchObject({ status: "open", sharing: "none", estimated_hours: 0, spent_hours: 0 });
      const again = await call.post("alice", `${within}/versions.json`, { version: { name: "3.0" } });
      expect(again.body).toEqual({ errors: ["Name has already been taken"] });
      expect((await call.post("bob", `${within}/versions.json`, { version: { name: "4" } })).status).toBe(403);

      const issue = { project_id: projectId, subject: "x", fixed_version_id: version.id };
      const planned = (await call.post("alice", "/issues.json", { issue })).body.issue;
      const kept = await call.delete("alice", `/versions/${version.id}.json`);
      expect([kept.status, kept.body]).toEqual([422, undefined]);
      await call.delete("alice", `/issues/${planned.id}.json`);
      expect((await call.put("alice", `/versions/${version.id}.json`, { version: { status: "closed" } })).status).toBe(
        204,
      );
      expect((await call.get("bob", `/versions/${version.id}.json`)).body.version.status).toBe("closed");
      expect((await call.delete("alice", `/versions/${version.id}.json`)).status).toBe(204);
    });

    test("a category's Location is a path; deleted, its issues have none or another", async () => {
      const make = (name: string) =>
        call.post("alice", `${within}/issue_categories.json`, { issue_category: { name } });
      const [one, two] = [await make("One"), await make("Two")];
      const root = new URL(target.url).pathname.replace(/\/$/, "");
      expect(one.headers.get("location")).toBe(`${root}/issue_categories/${one.body.issue_category.id}`);
      expect((await make("One")).body).toEqual({ errors: ["Name has already been taken"] });

      const category_id = one.body.issue_category.id;
      const issue = { project_id: projectId, subject: "x", category_id };
      const { id } = (await call.post("alice", "/issues.json", { issue })).body.issue;
      await call.delete("alice", `/issue_categories/${category_id}.json?reassign_to_id=${two.body.issue_category.id}`);
      expect((await call.get("alice", `/issues/${id}.json`)).body.issue.category.name).toBe("Two");
    });
  });

  describe("members", () => {
    const add = (who: Who, membership: object) => call.post(who, `${within}/memberships.json`, { membership });

    test("are added once, with a role, by who may", async () => {
      const { status, body } = await add("alice", { user_id: 7, role_ids: [5] });
      expect([status, body.membership.user]).toEqual([201, { id: 7, name: "Carol Chen" }]);
      expect((await add("alice", { user_id: 7, role_ids: [5] })).body).toEqual({
        errors: ["User has already been taken"],
      });
      expect((await add("alice", { user_id: 1, role_ids: [] })).body).toEqual({ errors: ["Role cannot be empty"] });
      expect((await add("bob", { user_id: 1, role_ids: [5] })).status).toBe(403);
    });

    test("lose their membership when they are given no role, and that although it is refused", async () => {
      const { body } = await add("alice", { user_id: 10, role_ids: [5] });
      const path = `/memberships/${body.membership.id}.json`;
      expect((await call.put("alice", path, { membership: { role_ids: [4] } })).status).toBe(204);
      expect((await call.put("alice", path, { membership: { role_ids: [] } })).status).toBe(422);
      expect((await call.get("alice", path)).status).toBe(404);
    });

    test("a group brings its people, who cannot be taken out one by one", async () => {
      const { body } = await add("alice", { user_id: 9, role_ids: [5] });
      const rows = (await call.get("alice", `${within}/memberships.json`)).body.memberships;
      const dan = rows.find((row: { user?: { id: number } }) => row.user?.id === 8);
      expect(dan.roles).toContainEqual({ id: 5, name: "Reporter", inherited: true });
      const refused = await call.delete("alice", `/memberships/${dan.id}.json`);
      expect([refused.status, refused.body]).toEqual([422, undefined]);
      expect((await call.delete("alice", `/memberships/${body.membership.id}.json`)).status).toBe(204);
    });
  });

  describe("news and files", () => {
    test("news are made with 204, without an id", async () => {
      const post = (who: Who, news: object) => call.post(who, `${within}/news.json`, { news });
      expect((await post("alice", { title: "T", summary: "S", description: "D" })).status).toBe(204);
      expect((await post("alice", { title: "" })).body).toEqual({
        errors: ["Title cannot be blank", "Description cannot be blank"],
      });
      expect((await post("bob", { title: "T", description: "D" })).status).toBe(403);
      const [item] = (await call.get("bob", `${within}/news.json`)).body.news;
      expect((await call.put("alice", `/news/${item.id}.json`, { news: { title: "Changed" } })).status).toBe(204);
      expect((await call.get("bob", `/news/${item.id}.json`)).body.news.title).toBe("Changed");
      expect((await call.delete("alice", `/news/${item.id}.json`)).status).toBe(204);
    });

    test("an uploaded file becomes the project's", async () => {
      const { token } = (await call.upload("alice", "?filename=release.zip", "PK")).body.upload;
      expect((await call.post("alice", `${within}/files.json`, { file: { token, description: "d" } })).status).toBe(
        204,
      );
      const [file] = (await call.get("bob", `${within}/files.json`)).body.files;
      expect(file).toMatchObject({ filename: "release.zip", description: "d", downloads: 0 });
      expect((await call.post("alice", `${within}/files.json`, { file: { token: "x" } })).status).toBe(404);
      expect((await call.delete("alice", `/attachments/${file.id}.json`)).status).toBe(204);
    });
  });
}
