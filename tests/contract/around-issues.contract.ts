import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, type Who } from "./call.ts";
import type { Target } from "./target.ts";

/** What hangs on issues: relations, watchers, notes. */
export function aroundIssuesContract(target: Target): void {
  const call = callsOf(target);
  let a = 0;
  let b = 0;

  beforeAll(async () => {
    const create = async (subject: string) =>
      (await call.post("alice", "/issues.json", { issue: { project_id: 1, subject } })).body.issue.id;
    a = await create("Contract A");
    b = await create("Contract B");
  });
  afterAll(async () => {
    for (const id of [a, b]) await call.delete("admin", `/issues/${id}.json`);
  });

  describe("relations", () => {
    const relate = (who: Who, relation: object) => call.post(who, `/issues/${a}/relations.json`, { relation });

    test("are made, told in both histories, and taken away", async () => {
      const { status, headers, body } = await relate("alice", { issue_to_id: b, relation_type: "blocked" });
      expect([status, body.relation]).toEqual([
        201,
        { id: expect.any(Number), issue_id: b, issue_to_id: a, relation_type: "blocks", delay: null },
      ]);
      expect(headers.get("location")).toBe(`${target.url}/relations/${body.relation.id}`);
      const last = async (id: number) =>
        (await call.get("alice", `/issues/${id}.json?include=journals`)).body.issue.journals.at(-1).details;
      expect(await last(a)).toEqual([{ property: "relation", name: "blocked", old_value: null, new_value: String(b) }]);
      expect(await last(b)).toEqual([{ property: "relation", name: "blocks", old_value: null, new_value: String(a) }]);

      expect((await call.delete("bob", `/relations/${body.relation.id}.json`)).status).toBe(403);
      expect((await call.delete("alice", `/relations/${body.relation.id}.json`)).status).toBe(204);
      expect((await call.delete("alice", `/relations/${body.relation.id}.json`)).status).toBe(404);
    });

    test("to itself, to nothing, of no kind, and twice are refused", async () => {
      const refused = async (relation: object, who: Who = "alice") => (await relate(who, relation)).body?.errors;
      expect(await refused({ issue_to_id: a })).toEqual(["Related issue is invalid"]);
      expect(await refused({ issue_to_id: 99999 })).toEqual(["Related issue cannot be blank"]);
      expect(await refused({ issue_to_id: 68 }, "dan")).toEqual(["Related issue cannot be blank"]);
      expect(await refused({ issue_to_id: b, relation_type: "likes" })).toEqual([
        "Relation type is not included in the list",
      ]);
      expect((await relate("bob", { issue_to_id: b })).status).toBe(403);

      const { body } = await relate("alice", { issue_to_id: b });
      expect(await refused({ issue_to_id: b })).toEqual(["Related issue has already been taken"]);
      const back = await call.post("alice", `/issues/${b}/relations.json`, { relation: { issue_to_id: a } });
      expect(back.body.errors).toEqual(["This relation would create a circular dependency"]);
      await call.delete("alice", `/relations/${body.relation.id}.json`);
    });

    test("what must come first moves what follows", async () => {
      await call.put("alice", `/issues/${b}.json`, { issue: { start_date: "2026-06-01", due_date: "2026-06-01" } });
      const { body } = await relate("alice", { issue_to_id: b, relation_type: "follows", delay: 1 });
      expect((await call.get("alice", `/issues/${a}.json`)).body.issue.start_date).toBe("2026-06-03");
      const early = await call.put("alice", `/issues/${a}.json`, { issue: { start_date: "2026-01-01" } });
      expect(early.body.errors).toEqual(["Start date cannot be earlier than 06/03/2026 because of preceding issues"]);
      await call.delete("alice", `/relations/${body.relation.id}.json`);
    });
  });

  describe("watchers", () => {
    const watchers = async () =>
      (await call.get("alice", `/issues/${a}.json?include=watchers`)).body.issue.watchers.map(
        ({ id }: { id: number }) => id,
      );

    test("are added and taken away with 204, whether or not anything happens", async () => {
      const add = (who: Who, user_id: number) => call.post(who, `/issues/${a}/watchers.json`, { user_id });
      expect((await add("alice", 6)).status).toBe(204);
      expect((await add("alice", 6)).status).toBe(204);
      expect((await add("alice", 999)).status).toBe(204);
      expect(await watchers()).toEqual([5, 6]);
      expect((await add("bob", 6)).status).toBe(403);

      expect((await call.delete("alice", `/issues/${a}/watchers/6.json`)).status).toBe(204);
      expect((await call.delete("alice", `/issues/${a}/watchers/6.json`)).status).toBe(204);
      expect((await call.delete("alice", `/issues/${a}/watchers/999.json`)).status).toBe(404);
      expect(await watchers()).toEqual([5]);
    });

    test("who cannot see the issue does not watch it, without a word; on no issue it is forbidden", async () => {
      expect((await call.post("alice", "/issues/68/watchers.json", { user_id: 7 })).status).toBe(204);
      const { body } = await call.get("alice", "/issues/68.json?include=watchers");
      expect(body.issue.watchers).not.toContainEqual(expect.objectContaining({ id: 7 }));
      expect((await call.post("alice", "/issues/99999/watchers.json", { user_id: 7 })).status).toBe(403);
    });
  });

  describe("notes", () => {
    test("are changed by who may, and vanish when they say nothing", async () => {
      await call.put("alice", `/issues/${a}.json`, { issue: { notes: "first" } });
      const notes = async () => (await call.get("alice", `/issues/${a}.json?include=journals`)).body.issue.journals;
      const { id } = (await notes()).at(-1);
      const edit = (who: Who, journal: object, journalId = id) =>
        call.put(who, `/journals/${journalId}.json`, { journal });

      expect((await edit("bob", { notes: "x" })).status).toBe(403);
      expect((await edit("alice", { notes: "x" }, 99999)).status).toBe(404);
      expect((await edit("alice", { notes: "second" })).status).toBe(204);
      expect((await notes()).at(-1)).toMatchObject({ id, notes: "second", updated_by: { id: 5 } });
      expect((await edit("alice", { notes: "" })).status).toBe(204);
      expect((await notes()).map((note: { id: number }) => note.id)).not.toContain(id);
    });
  });
}
