import { expect, test } from "vitest";
import { byName } from "../../../src/redmine/named-list.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { personOf } from "../../support/person.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

// Answers put names with commas into quotation marks: copied as they are shown, they are found.

test.each([
  "“Nord, Ost”",
  '"Nord, Ost"',
  "'nord,  ost'",
  "„Nord, Ost“",
  "«Nord, Ost»",
  "「Nord, Ost」",
  " “Nord, Ost” ",
])("%s is a name in quotation marks", (input) => {
  expect(byName(input, [{ name: "Süd" }, { name: "Nord, Ost" }])).toEqual([{ name: "Nord, Ost" }]);
});

test("a name that has quotation marks of its own comes first, and half of them are none", () => {
  const names = [{ name: "“A”" }, { name: "A" }, { name: '"' }];
  expect(byName("“A”", names)).toEqual([{ name: "“A”" }]);
  expect(byName("“A", names)).toEqual([]);
  expect(byName('"', names)).toEqual([{ name: '"' }]);
  expect(byName("””", names)).toEqual([]);
});

test("projects, people and values of fields are found so", async () => {
  const alice = personOf(createTestRedmine(), "alice");
  const list = await alice.call(listIssues, { project_id: "“Alpha”", assignee_id: "“Bob Baker”", limit: 1 });
  expect(list.isError, list.text).toBe(false);
  const change = { issue_id: 1, assignee_id: "“Bob Baker”", priority_id: '"Urgent"' };
  expect((await alice.call(updateIssue, change)).text).toContain("Priority: Normal → Urgent");
});
