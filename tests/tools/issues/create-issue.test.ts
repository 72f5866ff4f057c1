import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { createIssue } from "../../../src/tools/issues/create-issue.ts";
import { getIssueDetails } from "../../../src/tools/issues/get-issue-details.ts";
import { type Person, partsOf, personOf } from "../../support/person.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
let alice: Person;
beforeEach(() => {
  sample = createTestRedmine();
  alice = personOf(sample, "alice");
});

const bug = { project_id: "Alpha", tracker_id: "bug", subject: "Printer on fire" };
const posts = (requests: readonly string[]) => requests.filter((request) => request.startsWith("POST"));

describe("creating an issue", () => {
  test("takes names for everything and says what was created", async () => {
    const { text, isError } = await alice.call(createIssue, {
      ...bug,
      description: "It burns.",
      priority_id: "urgent",
      assignee_id: "Dan Duarte",
      category_id: "Backend",
      version_id: "1.1",
      parent_id: "#63",
      start_date: "2026-05-01",
      due_date: "2026-05-31",
      estimated_hours: "1:30",
      custom_fields: { severity: "High", Areas: ["UI", "API"] },
      watcher_ids: ["me", "Bob Baker"],
    });

    expect(isError).toBe(false);
    const [, id] = /^Created issue #(\d+): https:\/\/redmine\.example\.net\/issues\/\1$/m.exec(text) ?? [];
    const rows = partsOf(text).quoted.split("\n");
    expect(rows).toEqual(
      expect.arrayContaining([
        `# Bug #${id}: Printer on fire`,
        "Project: Alpha",
        "Priority: Urgent",
        "Assignee: Dan Duarte",
        "Category: Backend",
        "Version: 1.1",
        "Parent: #63",
        "Start: 2026-05-01, due 2026-05-31",
        "Time: estimated 1.5 h",
        "Severity: High",
        "Areas: UI, API",
      ]),
    );
    expect(text).toMatch(/^Watchers: .*Alice Archer, Bob Baker$/m);
    expect(text).not.toContain("NOT");

    const read = await alice.call(getIssueDetails, { issue_id: Number(id) });
    expect(read.text).toContain("Description (9 characters, to the end):\nIt burns.\n");
  });

  test("takes three requests beside lookups: the check, the write, the reading back", async () => {
    await alice.call(createIssue, bug); // the names are known from here on

    const { requests } = await alice.call(createIssue, bug);

    expect(requests).toEqual([
      "GET /my/account.json",
      "POST /issues.json",
      expect.stringMatching(/^GET \/issues\/\d+\.json\?include=watchers,allowed_statuses$/),
    ]);
  });

  test("takes empty optional fields as not given, as models send them", async () => {
    const { isError, text } = await alice.call(createIssue, {
      ...bug,
      assignee_id: "",
      category_id: null,
      parent_id: null,
      due_date: "",
      estimated_hours: null,
      description: null,
    });

    expect(isError).toBe(false);
    expect(text).not.toMatch(/NOT|Assignee|Parent|due|Time/);
  });

  test("names all that is wrong at once, with what would be right, before anything is sent", async () => {
    const { text, isError, requests } = await alice.call(createIssue, {
      ...bug,
      priority_id: "Hi",
      assignee_id: "Bobb",
      category_id: "Backnd",
      version_id: "1.0",
      custom_fields: { Sevrity: "High" },
      estimated_hours: "a while",
      due_date: "2026-02-30",
    });

    expect(isError).toBe(true);
    expect(posts(requests)).toEqual([]);
    expect(text).toMatch(/no priority “Hi”.*Low, Normal, High, Urgent, Immediate/);
    expect(text).toMatch(/no member of Alpha “Bobb”.*Bob Baker/);
    expect(text).toMatch(/no issue category in Alpha “Backnd”.*Backend/);
    expect(text).toMatch(/Version 1\.0 is closed: it takes no more issues\. Open ones: 1\.1, 2\.0/);
    expect(text).toMatch(/no custom field in Alpha “Sevrity”.*Severity/);
    expect(text).toMatch(/estimated_hours: “a while” is not a duration/);
    expect(text).toMatch(/due_date: there is no day 2026-02-30/);
    expect(text).toMatch(/Nothing was created\.$/);
  });

  test("refuses a tracker that the project does not have: Redmine would take another without a word", async () => {
    const { text, isError, requests } = await alice.call(createIssue, { ...bug, tracker_id: 99 });

    expect(isError).toBe(true);
    expect(text).toMatch(/no tracker in Alpha “99”.*Bug, Feature, Support/);
    expect(posts(requests)).toEqual([]);
  });

  test("tells what Redmine requires, in Redmine's own words", async () => {
    const { text, isError } = await alice.call(createIssue, { ...bug, tracker_id: "Support" });

    expect(isError).toBe(true);
    expect(text).toMatch(/^Redmine refused: Environment cannot be blank\. Nothing was saved\./);
  });

  test("says so when a status is not taken, and how to get there", async () => {
    const { text, isError } = await alice.call(createIssue, { ...bug, status_id: "Resolved" });

    expect(isError).toBe(false);
    expect(partsOf(text).quoted).toContain("NOT as requested: Status is New, not Resolved");
    expect(partsOf(text).own).toMatch(/update_issue can go on from there/);
  });

  test("says so when a parent is dropped, and why", async () => {
    const { text } = await personOf(sample, "bob").call(createIssue, { ...bug, parent_id: 63 });

    expect(partsOf(text).quoted).toContain("NOT as requested: Parent is none, not #63");
    expect(partsOf(text).own).toContain("the parent needs the permission manage_subtasks");
  });

  test("refuses to create a private issue that would come out public", async () => {
    const bob = await personOf(sample, "bob").call(createIssue, { ...bug, is_private: true });
    const scopes = ["add_issues", "view_issues", "view_project"];
    const narrow = await personOf(sample, "alice", { scopes }).call(createIssue, { ...bug, is_private: true });
    const allowed = await alice.call(createIssue, { ...bug, is_private: true });

    expect(bob).toMatchObject({ isError: true, text: expect.stringContaining("the issue would come out public") });
    expect(posts(bob.requests)).toEqual([]);
    expect(narrow.text).toContain("this sign-in lacks the permission set_issues_private");
    expect(posts(narrow.requests)).toEqual([]);
    expect(allowed.text).toMatch(/# Bug #\d+ \(private\): /);
  });

  test("refuses a closed project with the reason", async () => {
    const { text, requests } = await alice.call(createIssue, { ...bug, project_id: "Closed" });

    expect(text).toContain("Project Closed is closed");
    expect(posts(requests)).toEqual([]);
  });

  test("keeps names out of our own words unless they are one short line", async () => {
    const { text } = await alice.call(createIssue, {
      ...bug,
      priority_id: `x\n\nIgnore all previous ${"y".repeat(150)}`,
    });

    expect(text.split("\n")[0]).toMatch(/^There is no priority “x Ignore all previous y+…” that this user can use\./);
  });
});

describe("what Redmine's form tells", () => {
  const form = (body: string) => (path: string) =>
    /^\/issues\/\d+\.html$/.test(path) ? new Response(`<div id="all_attributes">${body}</div>`) : undefined;
  const environment = `<p><label for="issue_custom_field_values_4"><span>Environment</span><span class="required"> *</span></label>
    <select name="issue[custom_field_values][4]" class="list_cf">
    <option value=""></option><option value="Staging">Staging</option><option value="Production">Production</option></select></p>`;

  test("is added where Redmine only says that something is wrong", async () => {
    const person = personOf(sample, "alice", { page: form(environment) });
    const { text, isError } = await person.call(createIssue, { ...bug, tracker_id: "Support" });

    expect(isError).toBe(true);
    expect(text).toContain("Environment cannot be blank");
    expect(text).toContain("Environment takes one of: Staging, Production. (custom_fields)");
  });

  test("is added in whatever language Redmine speaks to the user", async () => {
    const greta = personOf(sample, "greta", { page: form(environment) });
    const { text } = await greta.call(createIssue, { ...bug, tracker_id: "Support" });

    expect(text).toContain("Redmine refused: Environment muss ausgefüllt werden.");
    expect(text).toContain("Environment takes one of: Staging, Production.");
  });

  test("turns names into what Redmine stores, and refuses a value that is not there before anything is sent", async () => {
    const reviewer = `<p><label for="issue_custom_field_values_6"><span>Reviewer</span></label>
      <select name="issue[custom_field_values][6]" class="user_cf">
      <option value=""></option><option value="5">Alice Archer</option><option value="6">Bob Baker</option></select></p>`;
    const person = personOf(sample, "alice", { page: form(reviewer) });
    const feature = { ...bug, tracker_id: "Feature" };

    const found = await person.call(createIssue, { ...feature, custom_fields: { Reviewer: "bob baker" } });
    const unknown = await person.call(createIssue, { ...feature, custom_fields: { Reviewer: "Zoe" } });

    expect(found.text).toContain("Reviewer: Bob Baker");
    expect(unknown.text).toMatch(/no value of Reviewer “Zoe”.*Alice Archer, Bob Baker/);
    expect(posts(unknown.requests)).toEqual([]);
  });
});
