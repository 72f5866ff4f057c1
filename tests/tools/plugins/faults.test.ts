import { describe, expect, test } from "vitest";
import { allTools } from "../../../src/tools/index.ts";
import { type StoredPage, wikiWithPlugin } from "../../support/plugins/wiki-extensions.ts";
import { type StubRedmine, stubRedmine } from "../../support/stub-redmine.ts";

/** What version 1.0.0 did wrong on a Redmine with plugins: each of these tests fails there. */

async function call({ context }: StubRedmine, name: string, args: object): Promise<string> {
  const tool = allTools.find((each) => each.name === name);
  return (await tool?.call(args, context))?.text ?? "";
}

const issue = {
  id: 5,
  project: { id: 1, name: "Alpha" },
  tracker: { id: 1, name: "Bug" },
  status: { id: 1, name: "New" },
  priority: { id: 2, name: "Normal" },
  subject: "Memory grows",
  created_on: "2026-01-05T09:00:00Z",
  updated_on: "2026-01-05T09:00:00Z",
};

const withHistory = (...details: object[]) =>
  stubRedmine({
    "/issues/5.json": {
      issue: {
        ...issue,
        journals: [{ id: 1, user: { id: 5, name: "Alice" }, created_on: "2026-01-06T09:00:00Z", details }],
      },
    },
  });

describe("wiki_extensions: what the plugin adds to an answer is not stored", () => {
  const page = (): StoredPage => ({ title: "Guide", versions: ["# Guide\n\nold"], parent: "Wiki" });
  const header: StoredPage = { title: "Header", versions: ["HEADER TEXT"] };

  test.each([
    ["save_wiki_page", { old_text: "old", new_text: "new" }, "# Guide\n\nnew"],
    ["save_wiki_page", { parent: "Start" }, "# Guide\n\nold"],
    ["rename_wiki_page", { new_title: "Book" }, "# Guide\n\nold"],
  ])("by %s %j", async (name, args, stored) => {
    for (const wrappers of [[], [header]]) {
      const saved = page();
      const wiki = wikiWithPlugin([{ title: "Start", versions: ["x"] }, ...wrappers, saved]);
      await call(wiki, name, { project_id: "alpha", title: "Guide", ...args });
      expect(saved.versions.at(-1)).toBe(stored);
    }
  });

  test("and is not shown as the page's own", async () => {
    const text = await call(wikiWithPlugin([header, page()]), "get_wiki_page", { project_id: "alpha", title: "Guide" });
    expect(text).not.toMatch(/fnlist|HEADER TEXT/);
  });
});

test("Checklists: the history tells which item was ticked", async () => {
  const items = (done: boolean) =>
    JSON.stringify([
      { id: 7, is_done: false, subject: "Measure with a heap dump on the staging system", position: 1, issue_id: 5 },
      { id: 8, is_done: done, subject: "Write the test", position: 2, issue_id: 5 },
    ]);
  const redmine = withHistory({ property: "attr", name: "checklist", old_value: items(false), new_value: items(true) });
  expect(await call(redmine, "get_issue_details", { issue_id: 5 })).toContain("Checklist: ticked “Write the test”");
});

test("DMSF: the history tells which file was added", async () => {
  const redmine = withHistory({ property: "dmsf_file", name: "6", old_value: null, new_value: "Guide" });
  expect(await call(redmine, "get_issue_details", { issue_id: 5 })).toContain("DMS file added: Guide (id 6)");
});

test("any plugin: a property that nobody knows is not shown as a number alone", async () => {
  const redmine = withHistory({ property: "contact", name: "12", old_value: null, new_value: "ACME" });
  expect(await call(redmine, "get_issue_details", { issue_id: 5 })).toContain("Contact added: ACME (id 12)");
});

test("any plugin: a search hit of a type that nobody knows can be followed", async () => {
  const url = "http://redmine.test/dmsf/files/6/guide.md";
  const hit = { id: 6, title: "guide.md", type: "dmsf-file", url, description: "The guide", datetime: "2026-11-26" };
  const redmine = stubRedmine({ "/search.json": { results: [hit], total_count: 1 } });
  const text = await call(redmine, "search_redmine", { query: "guide" });
  expect(text).toContain("dmsf-file #6");
  expect(text).toContain("/dmsf/files/6/guide.md");
});

test("Tags: they are shown, and their changes have a name", async () => {
  const redmine = stubRedmine({
    "/issues/5.json": {
      issue: {
        ...issue,
        tags: [{ id: 1, name: "memory" }],
        journals: [
          {
            id: 1,
            created_on: "2026-01-06T09:00:00Z",
            details: [
              { property: "attr", name: "tag_list", old_value: "", new_value: "memory" },
              { property: "attr", name: "agile_sprint", old_value: null, new_value: "Sprint 7" },
            ],
          },
        ],
      },
    },
  });
  const text = await call(redmine, "get_issue_details", { issue_id: 5 });
  expect(text).toContain("Tags: memory\n");
  expect(text).toContain("Tags: none → memory");
  expect(text).toContain("Sprint: none → Sprint 7");
});
