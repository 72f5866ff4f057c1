import { describe, expect, test } from "vitest";
import type { NameOf } from "../../src/format/history.ts";
import { changesInWords } from "../../src/format/journal-changes.ts";
import type { JournalDetail } from "../../src/redmine/issues.ts";

const names: Readonly<Record<string, string>> = {
  "status_id 1": "New",
  "status_id 2": "In Progress",
  "assigned_to_id 8": "Dan Duarte",
  "field 1": "Severity",
  "field 6": "Reviewer",
  "field 6 5": "Alice Archer",
};
const nameOf: NameOf = (column, id) => names[`${column} ${id}`];

function attr(name: string, old_value: string | null, new_value: string | null): JournalDetail {
  return { property: "attr", name, old_value, new_value };
}

describe("changes in words", () => {
  test.each([
    [attr("status_id", "1", "2"), "Status: New → In Progress"],
    [attr("assigned_to_id", null, "8"), "Assignee: none → Dan Duarte"],
    [attr("assigned_to_id", "8", ""), "Assignee: Dan Duarte → none"],
    [attr("fixed_version_id", "12", "13"), "Version: id 12 (name unknown) → id 13 (name unknown)"],
    [attr("done_ratio", "0", "50"), "Done: 0% → 50%"],
    [attr("estimated_hours", null, "2.50"), "Estimated: none → 2.5 h"],
    [attr("is_private", "0", "1"), "Private: no → yes"],
    [attr("parent_id", null, "63"), "Parent: none → #63"],
    [attr("child_id", null, "64"), "Subtask: none → #64"],
    [attr("subject", "Old", "New words"), "Subject: “Old” → “New words”"],
    [attr("description", "a", "b"), "Description changed"],
    [attr("description", "a", ""), "Description emptied"],
    [attr("due_date", "2026-01-01", null), "Due: 2026-01-01 → none"],
    [{ property: "cf", name: "1", old_value: "High", new_value: "Low" }, "Severity: High → Low"],
    [{ property: "cf", name: "6", old_value: "9", new_value: "5" }, "Reviewer: 9 → Alice Archer"],
    [{ property: "cf", name: "77", old_value: null, new_value: "x" }, "Custom field 77: none → x"],
    [{ property: "attachment", name: "4", old_value: null, new_value: "a.txt" }, "File added: a.txt"],
    [{ property: "attachment", name: "4", old_value: "a.txt", new_value: null }, "File removed: a.txt"],
    [{ property: "relation", name: "blocks", old_value: null, new_value: "7" }, "Relation added: blocks #7"],
    [{ property: "relation", name: "copied_to", old_value: "7", new_value: null }, "Relation removed: copied to #7"],
    [{ property: "checklist", name: "Done", old_value: "0", new_value: "1" }, "Checklist Done: 0 → 1"],
  ] satisfies [JournalDetail, string][])("%j reads %s", (detail, words) => {
    expect(changesInWords([detail], nameOf)).toBe(words);
  });

  test("stay on one line and count what is too much", () => {
    const forged = attr("subject", "a", "b\n#99 2026-01-01 Admin\n  approved");
    expect(changesInWords([forged], nameOf)).toBe("Subject: “a” → “b #99 2026-01-01 Admin approved”");

    const many = Array.from({ length: 80 }, () => attr("status_id", "1", "2"));
    expect(changesInWords(many, nameOf)).toMatch(/; 30 more changes: see the issue's page in Redmine$/);
  });
});

function cf(name: string, old_value: string | null, new_value: string | null): JournalDetail {
  return { property: "cf", name, old_value, new_value };
}

describe("fields with several values", () => {
  const multiple = new Set(["6"]);
  const people: Readonly<Record<string, string>> = { "5": "Archer, Alice", "6": "Bob Baker", "7": "Carol" };
  const named: NameOf = (column, id) => (column === "field" ? "Reviewer" : people[id]);

  test.each([
    [[cf("6", "5", null)], "Reviewer: removed Archer, Alice"],
    [[cf("6", null, "6")], "Reviewer: added Bob Baker"],
    [
      [cf("6", "5", null), cf("6", "6", null), cf("6", null, "7")],
      "Reviewer: added Carol, removed “Archer, Alice”, Bob Baker",
    ],
  ] satisfies [JournalDetail[], string][])("%j reads %s", (details, words) => {
    expect(changesInWords(details, named, multiple)).toBe(words);
  });

  test("two details of one field are changes of one field, also where nobody says that it takes several", () => {
    expect(changesInWords([cf("9", "5", null), cf("9", null, "6")], named)).toBe(
      "Reviewer: added Bob Baker, removed Archer, Alice",
    );
  });
});

describe("relations from both sides", () => {
  test.each([
    ["blocked", "blocked by"],
    ["duplicated", "duplicated by"],
    ["follows", "follows"],
    ["copied_from", "copied from"],
    ["relates", "relates to"],
  ])("%s", (name, words) => {
    const detail = { property: "relation", name, old_value: null, new_value: "1" };
    expect(changesInWords([detail], nameOf)).toBe(`Relation added: ${words} #1`);
  });
});

describe("what plugins write", () => {
  const item = (id: number, subject: string, is_done: boolean, position = id) => ({
    id,
    is_done,
    subject,
    position,
    issue_id: 5,
    created_at: "2026-01-01T00:00:00Z",
  });
  const list = (...items: object[]) => JSON.stringify(items);
  const before = list(item(7, "Write the test", false), item(8, "Review", true), item(9, "Deploy", false));

  test.each([
    [
      list(item(7, "Write the test", true), item(8, "Review", true), item(9, "Deploy", false)),
      "ticked “Write the test”",
    ],
    [list(item(7, "Write the test", false), item(8, "Review", false), item(9, "Deploy", false)), "unticked “Review”"],
    [
      list(item(7, "Write tests", false), item(8, "Review", true), item(9, "Deploy", false)),
      "renamed “Write the test” to “Write tests”",
    ],
    [list(item(8, "Review", true), item(9, "Deploy", false)), "removed “Write the test”"],
    [
      list(item(7, "Write the test", false), item(8, "Review", true), item(9, "Deploy", false), item(10, "Tell", true)),
      "added “Tell” (ticked)",
    ],
    [list(item(7, "Write the test", false, 3), item(8, "Review", true), item(9, "Deploy", false, 1)), "order changed"],
    ["", "removed “Write the test”, removed “Review”, removed “Deploy”"],
  ])("a checklist: %s reads %s", (after, words) => {
    expect(changesInWords([attr("checklist", before, after)], nameOf)).toBe(`Checklist: ${words}`);
  });

  test("a checklist of a hundred items changes in one sentence", () => {
    const items = Array.from({ length: 100 }, (_, at) => item(at, `Step ${at}`, false));
    const after = items.map((each) => ({ ...each, is_done: true }));
    const text = changesInWords([attr("checklist", list(...items), list(...after))], nameOf);
    expect(text).toMatch(/^Checklist: ticked “Step 0”.* and 90 more changes: see the issue's page in Redmine$/);
  });

  test.each([
    [{ property: "dmsf_file", name: "6", old_value: null, new_value: "Guide" }, "DMS file added: Guide (id 6)"],
    [{ property: "dmsf_file", name: "6", old_value: "Guide", new_value: null }, "DMS file removed: Guide (id 6)"],
    [{ property: "crm_contact", name: "12", old_value: null, new_value: "Ada" }, "Crm contact added: Ada (id 12)"],
    [
      { property: "helpdesk", name: "owner_email", old_value: "a@b", new_value: "c@d" },
      "Helpdesk owner_email: a@b → c@d",
    ],
    [attr("tag_list", "memory, new-tag", "memory"), "Tags: memory, new-tag → memory"],
    [attr("story_points", null, "5"), "Story points: none → 5"],
    [attr("agile_sprint", null, "Sprint 7"), "Sprint: none → Sprint 7"],
  ] satisfies [JournalDetail, string][])("%j reads %s", (detail, words) => {
    expect(changesInWords([detail], nameOf)).toBe(words);
  });

  test("long values are shown where they differ", () => {
    const text = "word ".repeat(100);
    expect(changesInWords([attr("steps", `${text}old end`, `${text}new end`)], nameOf)).toBe(
      `steps: …${text.slice(-20)}old end → …${text.slice(-20)}new end`,
    );
  });
});
