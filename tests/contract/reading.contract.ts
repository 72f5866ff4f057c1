import { describe, expect, test } from "vitest";
import { callsOf, type Who } from "./call.ts";
import type { Target } from "./target.ts";

/** Who gets what: status by path for everybody, then what the seeded records say. */
export function readingContract(target: Target): void {
  const call = callsOf(target);
  const everybody: Who[] = ["alice", "bob", "carol", undefined, { bearer: "a-token-nobody-issued" }, "admin"];
  const all = (status: number) => everybody.map(() => status);
  const secretOf = [200, 403, 403, 401, 401, 200];

  describe("reading: alice, bob, carol, nobody, an unknown Bearer, an administrator", () => {
    test.each([
      ["a public issue", "/issues/61.json", all(200)],
      ["a private issue", "/issues/66.json", secretOf],
      ["an issue in a private project", "/issues/68.json", secretOf],
      ["an issue that does not exist", "/issues/99999.json", all(404)],
      ["the issues of a private project", "/issues.json?project_id=secret", secretOf],
      ["the issues of no project", "/issues.json?project_id=nope", [404, 404, 404, 401, 401, 404]],
      ["a private project", "/projects/secret.json", secretOf],
      ["no project", "/projects/nope.json", all(404)],
      ["memberships", "/projects/1/memberships.json", all(200)],
      ["versions", "/projects/1/versions.json", all(200)],
      ["the wiki where there is none", "/projects/4/wiki/index.json", all(404)],
      ["no wiki page", "/projects/1/wiki/Nope.json", all(404)],
      ["a wiki page", "/projects/1/wiki/Guide.json", all(200)],
      ["a wiki page as text", "/projects/1/wiki/Guide.txt", [200, 406, 406, 406, 406, 200]],
      ["a wiki page as text", "/projects/1/wiki/Guide/1.txt", [200, 406, 406, 406, 406, 200]],
      ["a private wiki page", "/projects/2/wiki/Wiki.json", secretOf],
      ["time entries", "/time_entries.json", all(200)],
      ["a user", "/users/6.json", all(200)],
      ["no user", "/users/99999.json", all(404)],
      ["oneself", "/users/current.json", [200, 200, 200, 401, 401, 200]],
      ["roles", "/roles.json", all(200)],
      ["trackers", "/trackers.json", all(200)],
      ["priorities", "/enumerations/issue_priorities.json", all(200)],
      ["files", "/projects/1/files.json", all(200)],
      ["an attachment", "/attachments/1.json", all(200)],
      ["no attachment", "/attachments/99999.json", all(404)],
      ["a relation", "/relations/2.json", all(200)],
      ["a path that Redmine does not have", "/nonsense.json", all(404)],
    ])("%s (%s)", async (_, path, expected) => {
      const statuses = await Promise.all(everybody.map(async (who) => (await call.get(who, path)).status));
      expect(statuses).toEqual(expected);
    });

    test("refusals have a status and no words", async () => {
      const forbidden = await call.get("bob", "/issues/66.json");
      expect(forbidden.body).toBeUndefined();
      expect(forbidden.headers.get("content-type")).toBe("application/json");
      expect(forbidden.headers.get("www-authenticate")).toBeNull();

      const anonymous = await call.get(undefined, "/issues/66.json");
      expect(anonymous.body).toBeUndefined();
      expect(anonymous.headers.get("www-authenticate")).toBe('Basic realm="Redmine API"');

      expect((await call.get("alice", "/nonsense.json")).body).toEqual({ status: 404, error: "Not Found" });
    });
  });

  describe("issues", () => {
    test("one has everything in Redmine's order, and empty fields as null", async () => {
      const { body } = await call.get("alice", "/issues/2.json");
      expect(Object.keys(body.issue)).toEqual(
        "id project tracker status priority author assigned_to category fixed_version subject description start_date due_date done_ratio is_private estimated_hours total_estimated_hours spent_hours total_spent_hours custom_fields created_on updated_on closed_on".split(
          " ",
        ),
      );
      expect(body.issue).toMatchObject({
        id: 2,
        project: { id: 1, name: "Alpha" },
        status: { id: 2, name: "In Progress", is_closed: false },
        author: { id: 8, name: "Dan Duarte" },
        assigned_to: { id: 6, name: "Bob Baker" },
        category: { id: 3, name: "Docs" },
        fixed_version: { id: 3, name: "2.0" },
        start_date: "2026-01-17",
        due_date: null,
        spent_hours: 1.5,
        created_on: "2026-01-17T09:00:00Z",
      });
      expect(body.issue.description).toMatch(/^Item number 2\.\r\n\r\n\* seen in/);
    });

    test("custom fields come by tracker, hidden ones only to the role that sees them", async () => {
      const fields = async (who: Who, id: number) =>
        (await call.get(who, `/issues/${id}.json`)).body.issue.custom_fields.map((field: { id: number }) => field.id);
      expect(await fields("alice", 61)).toEqual([1, 2, 3, 5, 8]);
      expect(await fields("bob", 61)).toEqual([1, 2, 3, 5]);
      expect(await fields("bob", 4)).toEqual([1, 2, 5, 6, 7]);
      const { body } = await call.get("alice", "/issues/4.json");
      expect(body.issue.custom_fields[2]).toEqual({ id: 5, name: "Areas", multiple: true, value: ["UI", "Database"] });
    });

    test("all parts of an issue", async () => {
      const parts = "children,attachments,relations,changesets,journals,watchers,allowed_statuses";
      const { body } = await call.get("alice", `/issues/61.json?include=${parts}`);
      expect(body.issue.journals).toHaveLength(40);
      expect(body.issue.journals[3]).toEqual({
        id: 4,
        user: { id: 5, name: "Alice Archer" },
        notes: "Note 4: measured **109 MB** after 400 requests.\n\n> quoted line\n\nMore in r3.",
        created_on: "2026-03-22T11:00:00Z",
        updated_on: "2026-03-22T11:00:00Z",
        private_notes: false,
        details: [{ property: "attr", name: "status_id", old_value: "1", new_value: "4" }],
      });
      expect(body.issue.journals[20].details).toEqual([
        { property: "cf", name: "1", old_value: "High", new_value: "Critical" },
      ]);
      expect(body.issue.relations.map((relation: { id: number }) => relation.id)).toEqual([1, 4, 2, 3]);
      expect(body.issue.watchers).toContainEqual({ id: 8, name: "Dan Duarte" });
      expect(body.issue).toMatchObject({ attachments: [], changesets: [] });
      expect(body.issue).not.toHaveProperty("children");
    });

    test("private notes and watchers are left out for who may not see them", async () => {
      const { body } = await call.get("bob", "/issues/61.json?include=journals,watchers");
      expect(body.issue).not.toHaveProperty("watchers");
      const hidden = body.issue.journals.filter((note: { private_notes: boolean }) => note.private_notes);
      expect(hidden.map((note: { user: { id: number } }) => note.user.id)).toEqual(hidden.map(() => 6));
      expect(body.issue.journals).toHaveLength(38);
    });

    test.each([
      ["alice", [1, 2, 3, 4, 5, 6]],
      ["dan", [2, 3, 4, 5]],
      ["bob", [2, 5]],
      ["carol", []],
    ] as const)("%s may give issue 61 the statuses %s", async (who, expected) => {
      const { body } = await call.get(who, "/issues/61.json?include=allowed_statuses");
      expect(body.issue.allowed_statuses.map((status: { id: number }) => status.id)).toEqual(expected);
    });

    test("a parent with open children and an issue that is blocked cannot be closed", async () => {
      for (const id of [63, 2]) {
        const { body } = await call.get("alice", `/issues/${id}.json?include=allowed_statuses`);
        expect(body.issue.allowed_statuses.map((status: { id: number }) => status.id)).toEqual([1, 2, 3, 4]);
      }
    });

    test("children are a tree", async () => {
      const { body } = await call.get("alice", "/issues/63.json?include=children");
      expect(body.issue.total_estimated_hours).toBe(4);
      expect(body.issue.children).toEqual([
        {
          id: 64,
          tracker: { id: 2, name: "Feature" },
          subject: "Child: schema",
          children: [{ id: 65, tracker: { id: 1, name: "Bug" }, subject: "Grandchild: migration fails" }],
        },
      ]);
    });

    test("what could end a script element is escaped", async () => {
      const headers = { "x-redmine-api-key": target.people.alice.apiKey };
      const response = await target.fetch(new Request(`${target.url}/issues/67.json`, { headers }));
      expect(await response.text()).toContain("\\u003cscript\\u003ealert(1)\\u003c/script\\u003e");
    });
  });
}
