import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { issueNumbers, numberOf, ownNames } from "../../src/tools/argument-names.ts";
import { allTools, pluginTools } from "../../src/tools/index.ts";
import { getIssueDetails } from "../../src/tools/issues/get-issue-details.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

const parametersOf = (name: string) =>
  new Set(Object.keys(allTools.find((tool) => tool.name === name)?.inputSchema.properties ?? {}));
const renamed = (tool: string, args: object) => ownNames(args, parametersOf(tool));

describe("another word for a parameter", () => {
  test.each([
    ["list_issues", { assigned_to_id: 1, version: 2, due_date: 3 }, { assignee_id: 1, version_id: 2, due: 3 }],
    ["create_issue", { project: 1, title: 2, due: 3 }, { project_id: 1, subject: 2, due_date: 3 }],
    ["create_issue", { subtasks: [{ title: 1, assignee: 2 }] }, { subtasks: [{ subject: 1, assignee_id: 2 }] }],
    ["update_issue", { issue: 1, comment: 2, fixed_version_id: 3 }, { issue_id: 1, notes: 2, version_id: 3 }],
    ["log_time", { user_id: 1, comments: 2, spent_on: 3 }, { user: 1, comment: 2, date: 3 }],
    ["log_time", { more: [{ activity_id: 1 }] }, { more: [{ activity: 1 }] }],
    ["list_time_entries", { user_id: 1, activity_id: 2 }, { user: 1, activity: 2 }],
    ["save_version", { version_id: 1 }, { version: 1 }],
    ["save_category", { category_id: 1, assignee_id: 2 }, { category: 1, assignee: 2 }],
    ["save_membership", { user_id: 1, role_ids: 2 }, { member: 1, roles: 2 }],
    ["upload_file", { notes: 1, version_id: 2 }, { note: 1, version: 2 }],
    ["update_issue", { note: "Done" }, { notes: "Done" }],
    ["get_issue_details", { note: 3 }, { note: 3 }],
    ["update_project", { parent_id: 1 }, { parent: 1 }],
    ["relate_issues", { relation_type: 1, issue_to_id: 2 }, { relation: 1, other_id: 2 }],
    ["get_wiki_page", { page: 1 }, { title: 1 }],
  ])("of %s: %j", (tool, args, own) => {
    expect(renamed(tool, args)).toEqual(own);
  });

  test("is not taken where the tool's own word is there too, or two others", () => {
    for (const args of [
      { version: 1, version_id: 2 },
      { version: 1, fixed_version: 2 },
    ]) {
      expect(renamed("list_issues", args)).toEqual(args);
    }
  });

  test("never hides a parameter: what each tool lists stays as it is", () => {
    for (const { inputSchema } of [...allTools, ...pluginTools]) {
      const names = Object.keys(inputSchema.properties);
      const args = Object.fromEntries(names.map((name) => [name, name]));
      expect(ownNames(args, new Set(names))).toEqual(args);
    }
  });

  test("of values inside custom_fields is left alone, and so is what is no object", () => {
    expect(renamed("create_issue", { custom_fields: { version: 1 } })).toEqual({ custom_fields: { version: 1 } });
    for (const odd of [null, 7, "x", [1]]) expect(ownNames(odd, new Set(["a"]))).toEqual(odd);
    expect(renamed("list_issues", JSON.parse('{"__proto__": 1, "constructor": 2}'))).toEqual(
      JSON.parse('{"__proto__": 1, "constructor": 2}'),
    );
  });
});

test("whatever comes as arguments, nothing is thrown, lost or renamed twice", () => {
  const parameters = parametersOf("list_issues");
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("version", "due_date", "id")), fc.jsonValue()),
      (args) => {
        const once = ownNames(args, parameters);
        expect(ownNames(once, parameters)).toEqual(once);
        expect(Object.keys(once as object)).toHaveLength(Object.keys(args).length);
        issueNumbers(once, "https://redmine.example.net");
      },
    ),
  );
});

describe("a pasted address of an issue", () => {
  const own = "https://redmine.example.net/sub";

  test.each([
    ["https://redmine.example.net/sub/issues/61", 61],
    ["http://REDMINE.example.net/sub/issues/61?tab=history#note-3", 61],
    [" https://redmine.example.net/sub/issues/61/edit ", 61],
    ["https://redmine.example.net/sub/issues/61.json", 61],
  ])("%s is %d", (pasted, number) => {
    expect(numberOf(pasted, own)).toBe(number);
  });

  test.each([
    "https://redmine.example.net/issues/61",
    "https://redmine.example.net.evil.example/sub/issues/61",
    "https://evil.example/sub/issues/61",
    "https://redmine.example.net@evil.example/sub/issues/61",
    "https://redmine.example.net:8443/sub/issues/61",
    "https://redmine.example.net/sub/issues/",
    "https://redmine.example.net/sub/issues/61x",
    "https://redmine.example.net/sub/projects/61",
    "javascript:/sub/issues/61",
    `https://redmine.example.net/sub/issues/61?${"x".repeat(2_000)}`,
  ])("%s is none of this Redmine", (pasted) => {
    expect(numberOf(pasted, own)).toBe(pasted);
  });

  test("counts where issues are meant, in lists too, and nowhere else", () => {
    const pasted = `${own}/issues/7`;
    expect(
      issueNumbers({ issue_id: pasted, more_issue_ids: [pasted, 8], more: [{ issue_id: pasted }], notes: pasted }, own),
    ).toEqual({ issue_id: 7, more_issue_ids: [7, 8], more: [{ issue_id: 7 }], notes: pasted });
  });

  test.each([61, "61", "#61", "http://redmine.test/issues/61"])("%j reads issue 61", async (issue_id) => {
    const redmine = stubRedmine({});
    await getIssueDetails.call({ issue_id }, redmine.context);
    expect(redmine.requests).toEqual([expect.stringMatching(/^GET \/issues\/61\.json/)]);
  });

  test("of another Redmine is refused without a request", async () => {
    const redmine = stubRedmine({});
    const { text } = await getIssueDetails.call({ issue_id: "https://other.example/issues/61" }, redmine.context);
    expect(text).toContain("give an issue's number, or its address in this Redmine");
    expect(redmine.requests).toEqual([]);
  });
});
