import { describe, expect, test } from "vitest";
import { saveCategory } from "../../../src/tools/categories.ts";
import { listSavedQueries } from "../../../src/tools/issues/list-issues.ts";
import { relateIssues } from "../../../src/tools/relations.ts";
import { getRoadmap } from "../../../src/tools/roadmap.ts";
import { saveVersion } from "../../../src/tools/versions.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";
import { numberIn } from "./number-in.ts";

/** Relations, versions and their progress, categories, saved queries. */
export function planning(redmine: Redmine): void {
  const { said, refusal } = callsTo(redmine);

  describe("relations", () => {
    test("are made in words, by a manager only", async () => {
      const text = await said("alice", relateIssues, { issue_id: 20, relation: "blocked by", other_id: "#21" });
      expect(text).toMatch(
        /^The relation of issue #20 to #21 was changed\.\n<redmine>\n#21 [^\n]*\nRelations: none → blocked by #21\n/,
      );
      const { issue } = (await redmine().ask("/issues/20.json?include=relations")) as {
        issue: { relations: { id: number; issue_id: number }[] };
      };
      const id = issue.relations.find(({ issue_id }) => issue_id === 21)?.id;
      expect(await redmine().ask(`/relations/${id}.json`)).toMatchObject({
        relation: { issue_id: 21, issue_to_id: 20, relation_type: "blocks" },
      });

      const again = { issue_id: 20, relation: "blocked by", other_id: 21 };
      expect(await refusal("alice", relateIssues, again)).toContain("already been taken");
      expect(await refusal("bob", relateIssues, again)).toContain("Redmine does not let this user");
      await redmine().remove(`/relations/${id}.json`);
    });

    test("of time move the later issue, and say so", async () => {
      const issue = (start_date: string, due_date: string) => ({
        issue: { project_id: 1, tracker_id: 2, subject: "Planned", start_date, due_date },
      });
      const first = await redmine().create("/issues.json", issue("2026-03-02", "2026-03-06"));
      const second = await redmine().create("/issues.json", issue("2026-03-02", "2026-03-03"));
      try {
        const text = await said("alice", relateIssues, {
          issue_id: second,
          relation: "follows",
          other_id: first,
          delay: 1,
        });
        expect(text).toContain(`Relations: none → follows #${first} (1 days)`);
        expect(text).toContain(`Start of #${second}: 2026-03-02 → 2026-03-10`);
        expect(text).toContain(`Due of #${second}: 2026-03-03 → 2026-03-11`);
        expect(await redmine().ask(`/issues/${second}.json`)).toMatchObject({ issue: { start_date: "2026-03-10" } });
      } finally {
        for (const id of [first, second]) await redmine().remove(`/issues/${id}.json`);
      }
    });

    test("that cannot be are refused before anything is sent", async () => {
      const blocks = { issue_id: 1, relation: "blocks" };
      expect(await refusal("alice", relateIssues, { ...blocks, other_id: 1 })).toContain("two different issues");
      expect(await refusal("alice", relateIssues, { ...blocks, other_id: 2, delay: 3 })).toContain("take a delay");
      expect(await refusal("alice", relateIssues, { ...blocks, other_id: 99_999 })).toContain("no issue #99999");
      expect(await refusal("bob", relateIssues, { ...blocks, other_id: 68 })).toContain("with issue #68");
    });
  });

  describe("the roadmap", () => {
    test("has each version's progress, as Redmine's own page counts it", async () => {
      const text = await said("alice", getRoadmap, { project_id: "Alpha" });
      expect(text).toBe(`2 versions. Closed versions are left out (1).
<redmine>
- 1.1 (id 2, open, due 2026-04-01): 5 of 20 issues closed, 44% done, 140 h estimated, 16.5 h spent, OVERDUE
  Fixes
- 2.0 (id 3, open, shared: descendants): 5 of 22 issues closed, 39% done, 160 h estimated, 16 h spent
  The rewrite
</redmine>`);
      expect(await said("bob", getRoadmap, { project_id: 1, closed: true })).toContain(
        "- 1.0 (id 1, closed, due 2026-02-01): no issues",
      );
    });

    test("of a project without versions, or that one does not see", async () => {
      expect(await said("alice", getRoadmap, { project_id: "secret" })).toBe("This project has no version.");
      expect(await refusal("bob", getRoadmap, { project_id: "secret" })).toContain("There is no project “secret”");
    });
  });

  describe("versions", () => {
    test("are created, changed by name and read back", async () => {
      const given = {
        project_id: "alpha",
        name: "3.0",
        due_date: "2027-01-31",
        sharing: "system",
        description: "Later",
      };
      const text = await said("alice", saveVersion, given);
      const id = numberIn(
        text,
        /^Version (\d+) was created, but not all as requested\..*NOT as requested: Sharing is none, not system/s,
      );
      const at = `/versions/${id}.json`;
      try {
        expect(await redmine().ask(at)).toMatchObject({
          version: { name: "3.0", due_date: "2027-01-31", description: "Later", sharing: "none" },
        });
        const change = {
          project_id: "alpha",
          version: "3.0",
          name: "3.1",
          due_date: "",
          status: "locked",
          sharing: "tree",
        };
        expect(await said("alice", saveVersion, change)).toBe(
          `Version ${id} was changed.\n<redmine>\n3.1 (id ${id}, locked, shared: tree)\nName: 3.0 → 3.1\nStatus: open → locked\nDue: 2027-01-31 → none\nSharing: none → tree\n</redmine>`,
        );
        expect(await redmine().ask(at)).toMatchObject({
          version: { name: "3.1", due_date: null, status: "locked", sharing: "tree" },
        });
      } finally {
        await redmine().remove(at);
      }
    });

    test("are refused with a reason", async () => {
      const here = { project_id: "alpha" };
      expect(await refusal("bob", saveVersion, { ...here, name: "9" })).toContain("Redmine does not let this user");
      expect(await refusal("alice", saveVersion, { ...here, name: "1.1" })).toContain("already been taken");
      expect(await refusal("alice", saveVersion, { ...here, version: "1.9", status: "closed" })).toContain(
        "There are: 1.0, 1.1, 2.0",
      );
      expect(await refusal("alice", saveVersion, { ...here, status: "closed" })).toContain("needs a name");
      expect(await refusal("alice", saveVersion, here)).toContain("nothing to save");
    });
  });

  describe("categories", () => {
    test("are created and changed, with who gets their issues", async () => {
      const text = await said("alice", saveCategory, { project_id: "alpha", name: "Ops", assignee: "dan duarte" });
      const id = numberIn(text, /^Category (\d+) was created\.\n<redmine>\nOps, new issues go to Dan Duarte\n/);
      const at = `/issue_categories/${id}.json`;
      try {
        expect(await redmine().ask(at)).toMatchObject({ issue_category: { assigned_to: { name: "Dan Duarte" } } });
        const change = { project_id: "alpha", category: "ops", name: "Operations", assignee: "" };
        expect(await said("alice", saveCategory, change)).toBe(
          `Category ${id} was changed.\n<redmine>\nOperations\nName: Ops → Operations\nAssignee: Dan Duarte → none\n</redmine>`,
        );
        expect(await redmine().ask(at)).toMatchObject({ issue_category: { name: "Operations" } });
      } finally {
        await redmine().remove(at);
      }
    });

    test("are refused with a reason", async () => {
      const here = { project_id: "alpha" };
      expect(await refusal("bob", saveCategory, { ...here, name: "Mine" })).toContain("Redmine does not let this user");
      expect(await refusal("alice", saveCategory, { ...here, name: "Docs" })).toContain("already been taken");
      expect(await refusal("alice", saveCategory, { ...here, category: "Dogs", name: "x" })).toContain(
        "Backend, Docs, Frontend",
      );
      expect(await refusal("alice", saveCategory, { ...here, assignee: "me" })).toContain("needs a name");
      expect(await refusal("alice", saveCategory, { ...here, name: "x", assignee: "Zoe Zimmer" })).toContain(
        "no person “Zoe Zimmer”",
      );
    });
  });

  test("saved queries are those the user can run", async () => {
    expect(await said("alice", listSavedQueries, { project_id: "alpha" })).toContain(
      "- My watch list (id 9, all projects, own)\n- Open bugs (id 8, in Alpha)\n",
    );
    expect(await said("bob", listSavedQueries, {})).not.toContain("My watch list");
    expect(await refusal("bob", listSavedQueries, { project_id: "nope" })).toContain("There is no project “nope”");
  });
}
