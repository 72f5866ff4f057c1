import { afterAll, describe, expect, test } from "vitest";
import { type Call, callsOf, type Who } from "./call.ts";
import type { Target } from "./target.ts";

type Attributes = Record<string, unknown>;

/** Makes issues that are gone when the tests are over. */
function scratch(call: Call) {
  const made: number[] = [];
  afterAll(async () => {
    for (const id of made) await call.delete("admin", `/issues/${id}.json`);
  });
  return async (who: Who, attributes: Attributes = {}) => {
    const issue = { project_id: 1, tracker_id: 1, subject: "Contract", ...attributes };
    const reply = await call.post(who, "/issues.json", { issue });
    if (reply.status !== 201) throw new Error(`not created: ${reply.status} ${JSON.stringify(reply.body)}`);
    made.push(reply.body.issue.id);
    return reply.body.issue as { id: number } & Attributes;
  };
}

/** New issues: what is refused, what is left out without a word, what comes out. */
export function issueCreationContract(target: Target): void {
  const call = callsOf(target);
  const create = scratch(call);

  describe("creating an issue", () => {
    test("needs a subject and a project; the rest has defaults", async () => {
      const reply = await call.post("alice", "/issues.json", { issue: { project_id: "alpha", subject: "Contract" } });
      const { issue } = reply.body;
      expect(reply.status).toBe(201);
      expect(reply.headers.get("location")).toBe(`${target.url}/issues/${issue.id}`);
      expect(issue).toMatchObject({
        tracker: { id: 1, name: "Bug" },
        status: { id: 1, name: "New", is_closed: false },
        priority: { id: 2, name: "Normal" },
        author: { id: 5 },
        description: null,
        done_ratio: 0,
        is_private: false,
      });
      expect(issue.start_date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(issue).not.toHaveProperty("spent_hours");
      await call.delete("alice", `/issues/${issue.id}.json`);
    });

    test.each<[string, Attributes, string[]]>([
      ["no subject", { subject: "" }, ["Subject cannot be blank"]],
      ["a long subject", { subject: "x".repeat(256) }, ["Subject is too long (maximum is 255 characters)"]],
      ["a required field missing", { tracker_id: 3 }, ["Environment cannot be blank"]],
      ["somebody who is no member", { assigned_to_id: 7 }, ["Assignee is invalid"]],
      ["nobody", { assigned_to_id: 999 }, ["Assignee is invalid"]],
      ["a closed version", { fixed_version_id: 1 }, ["Target version is not included in the list"]],
      ["no such category", { category_id: 99 }, ["Category is not included in the list"]],
      ["no such priority", { priority_id: 99 }, ["Priority cannot be blank"]],
      ["no such parent", { parent_issue_id: 99999 }, ["Parent task is invalid"]],
      ["a bad date", { due_date: "tomorrow" }, ["Due date is not a valid date"]],
      [
        "dates the wrong way round",
        { start_date: "2026-05-02", due_date: "2026-05-01" },
        ["Due date must be greater than start date"],
      ],
      ["bad hours", { estimated_hours: "abc" }, ["Estimated time is invalid"]],
      ["too much progress", { done_ratio: 101 }, ["% Done is not included in the list"]],
      ["no such value", { custom_fields: [{ id: 1, value: "Nope" }] }, ["Severity is not included in the list"]],
      [
        "a long value",
        { custom_fields: [{ id: 2, value: "x".repeat(21) }] },
        ["Customer reference is too long (maximum is 20 characters)"],
      ],
      ["no number", { custom_fields: [{ id: 8, value: "abc" }] }, ["Internal cost is invalid"]],
      ["no date", { tracker_id: 2, custom_fields: [{ id: 7, value: "soon" }] }, ["Promised on is not a valid date"]],
      ["no such file", { uploads: [{ token: "999.abc" }] }, ["1 file(s) could not be saved."]],
    ])("is refused with %s", async (_, attributes, errors) => {
      const issue = { project_id: 1, tracker_id: 1, subject: "x", ...attributes };
      const { status, body } = await call.post("alice", "/issues.json", { issue });
      expect([status, body]).toEqual([422, { errors }]);
    });

    test("complains in the language of the user", async () => {
      const { body } = await call.post("greta", "/issues.json", { issue: { project_id: 1, tracker_id: 3 } });
      expect(body).toEqual({ errors: ["Environment muss ausgefüllt werden", "Thema muss ausgefüllt werden"] });
    });

    const nowhere = ["Project cannot be blank", "Tracker cannot be blank", "Status cannot be blank"];
    test.each<[string, Who, unknown, number, string[] | undefined]>([
      ["a project one does not see", "bob", { issue: { project_id: 2, subject: "x" } }, 422, nowhere],
      ["no project", "alice", { issue: { project_id: "nope", subject: "x" } }, 422, nowhere],
      ["a closed project", "alice", { issue: { project_id: 5, subject: "x" } }, 422, nowhere],
      ["nothing", "alice", {}, 422, ["Subject cannot be blank", ...nowhere]],
      ["nobody to ask", undefined, { issue: { project_id: 1, subject: "x" } }, 401, undefined],
      ["attributes outside of “issue”", "alice", { project_id: 1, subject: "x" }, 422, ["Subject cannot be blank"]],
    ])("in %s", async (_, who, body, status, errors) => {
      const reply = await call.post(who, "/issues.json", body);
      expect([reply.status, reply.body]).toEqual([status, errors && { errors }]);
    });

    test("broken JSON is a bad request, and text brings no parameters", async () => {
      const broken = await call.post("alice", "/issues.json", '{"issue":');
      expect([broken.status, broken.body]).toEqual([400, { status: 400, error: "Bad Request" }]);
      const text = await call.post("alice", "/issues.json", "issue[subject]=x", { "content-type": "text/plain" });
      expect(text.body.errors).toHaveLength(4);
    });

    test("everything at once; a status is left out without a word", async () => {
      const issue = await create("alice", {
        status_id: 2,
        priority_id: 4,
        description: "one\ntwo",
        category_id: 1,
        fixed_version_id: 2,
        assigned_to_id: "me",
        estimated_hours: "1:30",
        start_date: "2026-05-01",
        due_date: "2026-05-02",
        done_ratio: 30,
        custom_fields: [
          { id: 1, value: "High" },
          { id: 5, value: ["API", "UI"] },
        ],
        watcher_user_ids: [6],
        is_private: true,
      });
      expect(issue).toMatchObject({
        status: { id: 1 },
        priority: { id: 4 },
        description: "one\r\ntwo",
        category: { id: 1 },
        fixed_version: { id: 2 },
        assigned_to: { id: 5 },
        estimated_hours: 1.5,
        done_ratio: 30,
        is_private: true,
        custom_fields: [{ value: "High" }, { value: null }, { value: null }, { value: ["API", "UI"] }, { value: null }],
      });
      const { body } = await call.get("alice", `/issues/${issue.id}.json?include=watchers`);
      expect(body.issue.watchers.map(({ id }: { id: number }) => id).sort()).toEqual([5, 6]);
    });

    test("what a role may not set, and what is unknown, is left out without a word", async () => {
      const issue = await create("bob", {
        tracker_id: 99,
        author_id: 5,
        is_private: true,
        parent_issue_id: 63,
        watcher_user_ids: [6],
        custom_fields: [
          { id: 8, value: "12" },
          { id: 999, value: "x" },
        ],
      });
      expect(issue).toMatchObject({ tracker: { id: 1 }, author: { id: 6 }, is_private: false });
      expect(issue).not.toHaveProperty("parent");
      const { body } = await call.get("alice", `/issues/${issue.id}.json?include=watchers`);
      expect(body.issue.watchers).toEqual([]);
      expect(body.issue.custom_fields.at(-1)).toEqual({ id: 8, name: "Internal cost", value: "" });
    });

    test("an issue that nobody has goes to its category's owner", async () => {
      expect(await create("alice", { category_id: 3 })).toMatchObject({ assigned_to: { id: 6 } });
    });
  });
}

/** Changes: 204 to all of them, so that only reading back tells. */
export function issueUpdateContract(target: Target): void {
  const call = callsOf(target);
  const create = scratch(call);
  const change = (who: Who, id: number, issue: Attributes) => call.put(who, `/issues/${id}.json`, { issue });
  const history = async (id: number, who: Who = "alice") =>
    (await call.get(who, `/issues/${id}.json?include=journals`)).body.issue.journals;

  describe("changing an issue", () => {
    test("answers 204 and writes history", async () => {
      const { id } = await create("alice", { estimated_hours: 4, custom_fields: [{ id: 5, value: ["API", "UI"] }] });
      const custom_fields = [{ id: 5, value: ["UI", "Mobile"] }];
      const reply = await change("alice", id, {
        notes: "done",
        status_id: 3,
        estimated_hours: 6.5,
        is_private: true,
        custom_fields,
      });
      expect([reply.status, reply.body]).toEqual([204, undefined]);
      const [entry] = await history(id);
      expect(entry).toMatchObject({ user: { id: 5 }, notes: "done", private_notes: false });
      expect(entry.details).toEqual([
        { property: "attr", name: "status_id", old_value: "1", new_value: "3" },
        { property: "attr", name: "estimated_hours", old_value: "4.0", new_value: "6.5" },
        { property: "attr", name: "is_private", old_value: "0", new_value: "1" },
        { property: "cf", name: "5", old_value: "API", new_value: null },
        { property: "cf", name: "5", old_value: null, new_value: "Mobile" },
      ]);
    });

    test.each<[string, Who, Attributes]>([
      ["a status that does not exist", "alice", { status_id: 99 }],
      ["a field that does not exist", "alice", { nonsense: 1 }],
      ["the author", "alice", { author_id: 6 }],
      ["nothing", "alice", {}],
      ["null for the assignee", "alice", { assigned_to_id: null }],
      ["fields that the role may not write", "bob", { subject: "Bob was here", status_id: 5 }],
      ["a status that the workflow does not give", "dan", { status_id: 6 }],
      ["a custom field that is not the tracker's", "alice", { custom_fields: [{ id: 4, value: "Staging" }] }],
      ["a project that one does not see", "dan", { project_id: 2 }],
    ])("leaves out %s, without a word", async (_, who, attributes) => {
      const { id } = await create("alice", { assigned_to_id: 8 });
      const before = (await call.get("alice", `/issues/${id}.json`)).body.issue;
      expect((await change(who, id, attributes)).status).toBe(204);
      expect((await call.get("alice", `/issues/${id}.json?include=journals`)).body.issue).toEqual({
        ...before,
        journals: [],
      });
    });

    test("takes a note beside what it leaves out", async () => {
      const { id } = await create("alice");
      expect((await change("bob", id, { notes: "by Bob", subject: "not this" })).status).toBe(204);
      expect(await history(id)).toMatchObject([{ user: { id: 6 }, notes: "by Bob", details: [] }]);
    });

    test("empties a field with an empty string", async () => {
      const { id } = await create("alice", {
        assigned_to_id: 8,
        category_id: 1,
        fixed_version_id: 2,
        due_date: "2030-01-01",
      });
      await change("alice", id, { assigned_to_id: "", category_id: "", fixed_version_id: "", due_date: "" });
      const { body } = await call.get("alice", `/issues/${id}.json`);
      expect(body.issue.due_date).toBeNull();
      for (const name of ["assigned_to", "category", "fixed_version"]) expect(body.issue).not.toHaveProperty(name);
    });

    test("a private note comes out public for who may not write one", async () => {
      const { id } = await create("alice");
      expect((await change("bob", id, { notes: "secret", private_notes: true })).status).toBe(204);
      expect(await history(id)).toMatchObject([{ notes: "secret", private_notes: false }]);
    });

    test("a private note parts from the change made with it", async () => {
      const { id } = await create("alice");
      await change("dan", id, { notes: "secret", private_notes: true, priority_id: 3 });
      expect(await history(id)).toMatchObject([
        { notes: null, private_notes: false, details: [{ name: "priority_id" }] },
        { notes: "secret", private_notes: true, details: [] },
      ]);
      expect(await history(id, "bob")).toHaveLength(1);
    });

    test("an old lock_version is refused without a word", async () => {
      const { id } = await create("alice");
      await change("alice", id, { subject: "Newer" });
      const reply = await change("alice", id, { subject: "Older", lock_version: 0 });
      expect([reply.status, reply.body]).toEqual([422, { errors: [] }]);
    });

    test("another tracker's required fields are asked for", async () => {
      const { id } = await create("alice");
      expect((await change("alice", id, { tracker_id: 3 })).body).toEqual({ errors: ["Environment cannot be blank"] });
      const custom_fields = [{ id: 4, value: "Staging" }];
      expect((await change("alice", id, { tracker_id: 3, custom_fields })).status).toBe(204);
    });

    test("moving to another project drops the category and the version that are not there, and keeps the assignee", async () => {
      const { id } = await create("alice", { assigned_to_id: 8, category_id: 1, fixed_version_id: 2 });
      await change("alice", id, { project_id: "secret" });
      const { body } = await call.get("alice", `/issues/${id}.json`);
      expect(body.issue).toMatchObject({ project: { id: 2 }, assigned_to: { id: 8 } });
      for (const name of ["category", "fixed_version"]) expect(body.issue).not.toHaveProperty(name);
    });

    test("a parent's dates, priority and progress are its children's; it cannot be closed before them", async () => {
      const parent = await create("alice", { start_date: "2026-01-01" });
      const child = await create("alice", {
        parent_issue_id: parent.id,
        priority_id: 5,
        start_date: "2026-06-01",
        due_date: "2026-06-03",
        done_ratio: 40,
      });
      const derived = { priority: { id: 5 }, start_date: "2026-06-01", due_date: "2026-06-03", done_ratio: 40 };
      const read = async () => (await call.get("alice", `/issues/${parent.id}.json`)).body.issue;
      expect(await read()).toMatchObject(derived);

      await change("alice", parent.id, { status_id: 5, priority_id: 1, start_date: "2026-01-01", done_ratio: 0 });
      expect(await read()).toMatchObject({ ...derived, status: { id: 1 } });
      expect((await history(parent.id))[0].details).toEqual([
        { property: "attr", name: "child_id", old_value: null, new_value: String(child.id) },
      ]);
      expect((await change("alice", parent.id, { parent_issue_id: child.id })).body).toEqual({
        errors: ["Parent task is invalid"],
      });
    });

    test.each<[string, Who, number, number]>([
      ["an issue one does not see", "bob", 68, 403],
      ["as nobody", undefined, 1, 401],
      ["a closed project's", "alice", 75, 403],
      ["a closed project's, as nobody", undefined, 75, 403],
      ["none", "alice", 99999, 404],
      ["a private one", "carol", 66, 403],
    ])("%s", async (_, who, id, status) => {
      const reply = await change(who, id, { notes: "x" });
      expect([reply.status, reply.body]).toEqual([status, undefined]);
    });
  });

  describe("deleting an issue", () => {
    test("takes the issues below it and their time, without asking", async () => {
      const parent = await create("alice");
      const child = await create("alice", { parent_issue_id: parent.id });
      const time = { issue_id: child.id, hours: 1, activity_id: 8 };
      const entry = (await call.post("alice", "/time_entries.json", { time_entry: time })).body.time_entry;
      expect((await call.delete("bob", `/issues/${parent.id}.json`)).status).toBe(403);
      expect((await call.delete("alice", `/issues/${parent.id}.json`)).status).toBe(204);
      expect((await call.get("alice", `/issues/${child.id}.json`)).status).toBe(404);
      expect((await call.get("alice", `/time_entries/${entry.id}.json`)).status).toBe(404);
      expect((await call.delete("alice", `/issues/${parent.id}.json`)).status).toBe(404);
    });
  });
}
