import { describe, expect, test } from "vitest";
import { callsOf, type Who } from "./call.ts";
import { type Attributes, scratchIssues } from "./scratch-issues.ts";
import type { Target } from "./target.ts";

/** New issues: what is refused, what is left out without a word, what comes out. */
export function issueCreationContract(target: Target): void {
  const call = callsOf(target);
  const create = scratchIssues(call);

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

    test("by copy_from takes fields, and what the request asks for; status and author are new", async () => {
      const source = await create("alice", { subject: "Original", description: "Long", status_id: 2, category_id: 1 });
      const below = await create("alice", { subject: "Below", parent_issue_id: source.id });
      const copying = { copy_from: source.id, link_copy: "1", copy_subtasks: "1", issue: { subject: "Copy" } };
      const reply = await call.post("alice", "/projects/alpha/issues.json", copying);
      expect(reply.status).toBe(201);
      const { id } = reply.body.issue;
      const { body } = await call.get("alice", `/issues/${id}.json?include=relations,children`);
      expect(body.issue).toMatchObject({
        subject: "Copy",
        description: "Long",
        category: { id: 1 },
        status: { id: 1 },
        author: { id: 5 },
        relations: [{ issue_id: source.id, issue_to_id: id, relation_type: "copied_to" }],
        children: [{ subject: "Below" }],
      });
      expect(body.issue.children[0].id).not.toBe(below.id);
      const bare = await call.post("alice", "/projects/alpha/issues.json", { copy_from: source.id, issue: {} });
      expect(bare.body.issue.subject).toBe("Original");
      const alone = await call.get("alice", `/issues/${bare.body.issue.id}.json?include=relations,children`);
      expect(alone.body.issue.relations ?? []).toEqual([]);
      expect(alone.body.issue).not.toHaveProperty("children");
      for (const each of [id, bare.body.issue.id]) await call.delete("admin", `/issues/${each}.json`);
    });

    test("by copy_from needs a source that one sees, and a role that copies", async () => {
      const hidden = await call.post("bob", "/projects/alpha/issues.json", { copy_from: 68, issue: { subject: "x" } });
      expect(hidden.status).toBe(404);
      const reporter = await call.post("bob", "/projects/alpha/issues.json", { copy_from: 1, issue: { subject: "x" } });
      expect(reporter.status).toBe(403);
    });
  });
}
