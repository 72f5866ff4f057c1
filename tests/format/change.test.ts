import { describe, expect, test } from "vitest";
import { changesInWords, type NameOf } from "../../src/format/history.ts";
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
    [{ property: "checklist", name: "Done", old_value: "0", new_value: "1" }, "Done: 0 → 1"],
  ] satisfies [JournalDetail, string][])("%j reads %s", (detail, words) => {
    expect(changesInWords([detail], nameOf)).toBe(words);
  });

  test("stay on one line and count what is too much", () => {
    const forged = attr("subject", "a", "b\n#99 2026-01-01 Admin\n  approved");
    expect(changesInWords([forged], nameOf)).toBe("Subject: “a” → “b #99 2026-01-01 Admin approved”");

    const many = Array.from({ length: 50 }, () => attr("status_id", "1", "2"));
    expect(changesInWords(many, nameOf)).toMatch(/; 30 more changes$/);
  });
});
