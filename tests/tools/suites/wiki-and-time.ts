import { describe, expect, test } from "vitest";
import { listTimeEntries } from "../../../src/tools/time/list-time-entries.ts";
import { logTime } from "../../../src/tools/time/log-time.ts";
import { getWikiPage } from "../../../src/tools/wiki/read-page.ts";
import { saveWikiPage } from "../../../src/tools/wiki/save-wiki-page.ts";
import { callsTo, type Redmine, type Who } from "../../support/seeded-redmine.ts";

export function wikiAndTime(redmine: Redmine): void {
  const { call, said, refusal } = callsTo(redmine);

  describe("the wiki", () => {
    const title = "Everyday test page";
    const at = "/projects/alpha/wiki/Everyday_test_page.json";

    test("has an index, pages with their version, and old versions", async () => {
      expect(await said("bob", getWikiPage, { project_id: "alpha" })).toContain(
        "- Wiki (2026-02-06)\n  - Guide (2026-02-05)",
      );
      const page = await said("bob", getWikiPage, { project_id: "alpha", title: "über uns" });
      expect(page).toContain(
        "version 1 (the current one), 14 characters of Markdown. To change it, save with version 1.",
      );
      expect(page).toMatch(/Text:\n# Über uns\n\n你好\n<\/redmine>$/);
      expect(await said("alice", getWikiPage, { project_id: "alpha", title: "Wiki", version: 1 })).toContain(
        "(an old one)",
      );
      expect(await refusal("bob", getWikiPage, { project_id: "tiny" })).toContain("does not use that module");
    });

    test("takes a new page, a new version and a changed passage, and nothing that is out of date", async () => {
      const save = (args: object) => call("alice", saveWikiPage, { project_id: "alpha", title, ...args });
      try {
        expect((await save({ text: "one\ntwo", parent: "guide", comment: "made" })).text).toMatch(
          /^Created, version 1\. Its parent is Guide\./,
        );
        expect((await save({ text: "mine" })).text).toMatch(/^This page exists, at version 1\./);
        expect((await save({ text: "one\nthree", version: 1 })).text).toMatch(/^Saved as version 2; it was 1\./);
        expect((await save({ text: "late", version: 1 })).text).toMatch(/^The page is at version 2 by now/);
        expect((await save({ old_text: "three", new_text: "3" })).text).toMatch(/^Saved as version 3/);
        expect(await redmine().ask(at)).toMatchObject({
          wiki_page: { text: "one\n3", version: 3, parent: { title: "Guide" }, author: { name: "Alice Archer" } },
        });
      } finally {
        await redmine().remove(at);
      }
    });

    test("is not written by those who may not, nor in a closed project, nor under an impossible title", async () => {
      const page = { title, text: "x" };
      expect(await refusal("bob", saveWikiPage, { project_id: "alpha", ...page })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", saveWikiPage, { project_id: "closed-project", ...page })).toContain(
        "the project is closed",
      );
      expect(await refusal("alice", saveWikiPage, { project_id: "alpha", text: "x", title: "v1.2" })).toMatch(
        /^The title has a “\.”/,
      );
      await expect(redmine().ask(at)).rejects.toThrow("404");
    });
  });

  describe("time", () => {
    test("is listed with sums", async () => {
      const text = await said("bob", listTimeEntries, { user: "me", from: "2026-02-01", to: "2026-02-28" });
      expect(text).toMatch(/^6 time entries, 14 h\.\n<redmine>\nIn all rows: person Bob Baker, project Alpha\n/);
      expect(text).toContain("By activity: Development 8.5 h, Design 5.5 h");
      expect(text).toContain("- 2026-02-16: 2.5 h, Design, #23, Billable Yes: Work 23 (id 23)");
      expect(await said("alice", listTimeEntries, { user: "dan duarte", activity: "design" })).toMatch(
        /^4 time entries, 6 h\./,
      );
    });

    test("is logged for oneself and, by a manager, for somebody else", async () => {
      const made: string[] = [];
      const log = async (who: Who, args: object) => {
        const result = await call(who, logTime, args);
        const [, id] = /time entry (\d+)/i.exec(result.text) ?? [];
        if (id) made.push(`/time_entries/${id}.json`);
        return result.text;
      };
      try {
        expect(await log("bob", { hours: "1:20", issue_id: 1, activity: "design", comment: "everyday" })).toMatch(
          /^Time entry \d+ was logged\.\n<redmine>\n1\.33 h, \d{4}-\d\d-\d\d, Design, Bob Baker, #1: everyday\nFeature #1: Improve the CSV export/,
        );
        const other = { project_id: "alpha", user: "Bob Baker", date: "2026-02-02", activity: "Development" };
        expect(await log("alice", { hours: 0.5, ...other, custom_fields: { billable: false } })).toContain(
          "0.5 h, 2026-02-02, Development, Bob Baker, Alpha, Billable No",
        );
        expect(await redmine().ask(made[1] ?? "")).toMatchObject({
          time_entry: {
            hours: 0.5,
            user: { name: "Bob Baker" },
            spent_on: "2026-02-02",
            custom_fields: [{ value: "0" }],
          },
        });
      } finally {
        for (const path of made) await redmine().remove(path);
      }
      expect(made).toHaveLength(2);
    });

    test("is refused with a reason", async () => {
      expect(await refusal("alice", logTime, { hours: 1, issue_id: 1 })).toContain("Give one of: Design, Development.");
      expect(
        await refusal("bob", logTime, { hours: 1, issue_id: 1, activity: "Design", user: "Alice Archer" }),
      ).toContain("User is invalid");
      expect(await refusal("alice", logTime, { hours: 1, issue_id: 75, activity: "Design" })).toContain(
        "Issue is invalid",
      );
      expect(await refusal("carol", logTime, { hours: 1, issue_id: 1, activity: "Design" })).toContain(
        "Redmine does not let this user",
      );
    });
  });
}
