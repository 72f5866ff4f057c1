import { describe, expect, test } from "vitest";
import { createIssue } from "../../src/tools/issues/create-issue.ts";
import { listIssues } from "../../src/tools/issues/list-issues.ts";
import { getProject } from "../../src/tools/projects/read-projects.ts";
import { getWikiPage } from "../../src/tools/wiki/read-page.ts";
import { partsOf, personOf } from "../support/person.ts";
import { asRedmine7 } from "../support/redmine-7.ts";
import { createTestRedmine } from "../support/test-redmine.ts";

const input = { project_id: "alpha", tracker_id: "Feature", subject: "Export" };

describe("on a Redmine that answers as 7.0 does", () => {
  test("dates that are given empty stay empty, and those that are left out are told as Redmine set them", async () => {
    const alice = personOf(asRedmine7(createTestRedmine()), "alice");
    const empty = await alice.call(createIssue, { ...input, start_date: "", due_date: "" });
    expect(empty.isError).toBe(false);
    expect(empty.text).not.toMatch(/due:? \d|Due date: \d/i);
    const left = await alice.call(createIssue, input);
    expect(left.text).toMatch(/\d{4}-\d\d-\d\d/);
  });

  test("an issue that is private by default is told to be private", async () => {
    const alice = personOf(asRedmine7(createTestRedmine()), "alice");
    const { text } = await alice.call(createIssue, input);
    expect(text.toLowerCase()).toContain("private");
    expect(text).not.toContain("The issue is public");
  });

  test("a sign-in that may not make issues private is told that its issue is public", async () => {
    const sample = asRedmine7(createTestRedmine(), { mayHide: false });
    const narrow = personOf(sample, "alice", { scopes: ["view_project", "view_issues", "add_issues"] });
    const { text, isError } = await narrow.call(createIssue, input);
    expect(isError).toBe(false);
    expect(text).toContain("The issue is public, even if its tracker is private by default");

    const wide = personOf(sample, "alice", { scopes: ["view_issues", "add_issues", "set_own_issues_private"] });
    expect((await wide.call(createIssue, input)).text).not.toContain("The issue is public");
  });

  test("wiki pages and their list are read", async () => {
    const alice = personOf(asRedmine7(createTestRedmine()), "alice");
    expect((await alice.call(getWikiPage, { project_id: "alpha" })).text).toMatch(/\d+ wiki pages/);
    expect((await alice.call(getWikiPage, { project_id: "alpha", title: "Wiki" })).isError).toBe(false);
  });

  test("people in grouped lists are values of a custom field, and issues are filtered by one", async () => {
    const alice = personOf(asRedmine7(createTestRedmine()), "alice");
    const { text } = await alice.call(getProject, { project_id: "alpha" });
    expect(partsOf(text).quoted).toMatch(/Reviewer[^\n]*person/);
    const listed = await alice.call(listIssues, {
      project_id: "alpha",
      status_id: "*",
      custom_fields: { Reviewer: "Dan Duarte" },
    });
    expect(listed.isError).toBe(false);
  });
});
