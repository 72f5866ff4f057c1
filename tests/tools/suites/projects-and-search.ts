import { describe, expect, test } from "vitest";
import { getProject, listProjectsTool } from "../../../src/tools/projects/read-projects.ts";
import { searchRedmine } from "../../../src/tools/search.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";

export function projectsAndSearch(redmine: Redmine): void {
  const { said, refusal } = callsTo(redmine);

  describe("projects", () => {
    test("everybody gets the projects they may see", async () => {
      expect(await said("alice", listProjectsTool, {})).toContain(
        "- Alpha (alpha)\n  - Alpha Mobile (alpha-mobile)\n- Secret (secret)",
      );
      expect(await said("bob", listProjectsTool, {})).not.toContain("Secret");
      expect(await said("bob", listProjectsTool, { mine: true })).toContain("1 project found");
      expect(await said("carol", listProjectsTool, { mine: true })).toContain("No projects found");
    });

    test("a manager is told of each custom field what it takes and whether it is required", async () => {
      const text = await said("alice", getProject, { project_id: "Alpha" });
      expect(text).toContain("An open project. The user is a member. Texts here are Markdown. * required.");
      expect(text).toContain("- Environment* (Support): one of Development, Staging, Production");
      expect(text).toContain("- Areas (Bug, Feature): several of API, UI, Database, Mobile");
      expect(text).toContain("- Internal cost: number");
      expect(text).toMatch(
        /^Members: Alice Archer \(Manager\), Bob Baker \(Reporter\), group Developers \(Developer\)/m,
      );
      expect(text).toContain("Versions: 1.1 (due 2026-04-01), 2.0\nClosed versions: 1.0 (due 2026-02-01)");
    });

    test("a reporter is told the values, that the rest is not known, and nothing of a manager's field", async () => {
      const text = await said("bob", getProject, { project_id: 1 });
      expect(text).toContain("- Environment (Support): out of Development, Staging, Production");
      expect(text).toContain("Redmine does not tell this user which custom fields are required");
      expect(text).not.toContain("Internal cost");
    });

    test("a project that one may not see is not there", async () => {
      expect(await refusal("bob", getProject, { project_id: "secret" })).toMatch(/^There is no project “secret”/);
      expect(await said("alice", getProject, { project_id: "closed-project" })).toMatch(/^A closed project/);
    });
  });

  describe("search", () => {
    test("finds in all that one may see, and only there", async () => {
      const text = await said("alice", searchRedmine, { query: "zanzibar" });
      expect(text).toContain("7 found, newest first.");
      expect(text).toContain("- Secret news (2026-03-06, /news/4): zanzibar");
      expect(await said("bob", searchRedmine, { query: "zanzibar" })).toContain("Nothing found.");
    });

    test("keeps to the types asked for", async () => {
      const text = await said("bob", searchRedmine, { query: "alpha", types: ["projects", "wiki_pages"] });
      expect(text).toContain("- Wiki: Wiki (alpha, 2026-02-04)");
      expect(text).toContain("- Project: Alpha Mobile (alpha-mobile, 2026-01-08)");
      expect(text).not.toContain("Bug #");
    });
  });
}
