import { describe, expect, test } from "vitest";
import { callsOf, type Who } from "./call.ts";
import { type Attributes, scratchIssues } from "./scratch-issues.ts";
import type { Target } from "./target.ts";

/** Changes: 204 to all of them, so that only reading back tells. */
export function issueUpdateContract(target: Target): void {
  const call = callsOf(target);
  const create = scratchIssues(call);
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
