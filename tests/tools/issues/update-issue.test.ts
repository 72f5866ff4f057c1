import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { getIssueDetails } from "../../../src/tools/issues/get-issue-details.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { type Person, partsOf, personOf } from "../../support/person.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
let alice: Person;
beforeEach(() => {
  sample = createTestRedmine();
  alice = personOf(sample, "alice");
});

const puts = (requests: readonly string[]) => requests.filter((request) => request.startsWith("PUT"));

describe("changing an issue", () => {
  test("takes four requests: reading, the check, the write, reading back", async () => {
    const { requests } = await alice.call(updateIssue, { issue_id: 1, subject: "Improve the export" });

    expect([...requests].sort()).toEqual([
      "GET /issues/1.json",
      "GET /issues/1.json",
      "GET /my/account.json",
      "PUT /issues/1.json",
    ]);
    expect(requests.indexOf("GET /my/account.json")).toBeLessThan(requests.indexOf("PUT /issues/1.json"));
  });

  test("asks for nothing that it does not compare or show", async () => {
    const reads = async (change: object) => {
      const { requests } = await alice.call(updateIssue, { issue_id: 1, ...change });
      return requests.filter((request) => request.startsWith("GET /issues/1.json"));
    };

    expect(await reads({ notes: "Seen." })).toEqual(["GET /issues/1.json", "GET /issues/1.json?include=journals"]);
    const both = "GET /issues/1.json?include=allowed_statuses";
    expect(await reads({ status_id: "In Progress" })).toEqual([both, both]);
  });

  test("checks who is signed in again for a second change, however young the first check is", async () => {
    await alice.call(updateIssue, { issue_id: 1, subject: "Once" });
    const { requests } = await alice.call(updateIssue, { issue_id: 1, subject: "Twice" });

    expect(requests).toHaveLength(4);
    expect(requests.slice(0, 2)).toContain("GET /my/account.json"); // beside the first read
    expect(requests[2]).toBe("PUT /issues/1.json");
  });

  test("says in words what changed, with names, and what may come next", async () => {
    const { text, isError } = await alice.call(updateIssue, {
      issue_id: 1,
      status_id: "in progress",
      assignee_id: "Dan Duarte",
      done_ratio: 20,
      version_id: "2.0",
      custom_fields: { Severity: "Low" },
      notes: "Taken.",
    });

    expect(isError).toBe(false);
    expect(text.split("\n")[0]).toBe("Issue #1 was changed.");
    const { quoted, own } = partsOf(text);
    expect(quoted).toContain("Status: New → In Progress");
    expect(quoted).toContain("Assignee: Alice Archer → Dan Duarte");
    expect(quoted).toMatch(/^Version: .* → 2\.0$/m);
    expect(quoted).toContain("Severity: Medium → Low");
    expect(quoted).toMatch(/^Allowed next statuses: New, /m);
    expect(own).toContain("Note #1 added.");
  });

  test('empties a field with "" or null', async () => {
    const nothing = await alice.call(updateIssue, {
      issue_id: 1,
      assignee_id: "",
      category_id: null,
      version_id: "",
      start_date: null,
      description: "",
      custom_fields: { Severity: null },
    });
    const { text } = await alice.call(getIssueDetails, { issue_id: 1 });

    expect(nothing.text).toContain("Assignee: Alice Archer → none");
    expect(nothing.text).toMatch(/^Description: \d+ characters → none$/m);
    expect(text).not.toMatch(/^(Assignee|Category|Version|Start|Severity|Description)/m);
  });

  test("writes nothing when everything is so already, or nothing is given", async () => {
    const same = await alice.call(updateIssue, { issue_id: 1, status_id: "New", assignee_id: "me" });
    const empty = await alice.call(updateIssue, { issue_id: 1 });

    expect(same.text).toBe("Issue #1 is like that already: nothing was changed.");
    expect(empty.text).toBe("Nothing to change was given: name fields or notes.");
    expect(puts([...same.requests, ...empty.requests])).toEqual([]);
  });

  test("a description as it was read can be sent back without a change", async () => {
    const read = await alice.call(getIssueDetails, { issue_id: 2 });
    const [, description = ""] =
      /\nDescription \(\d+ characters, to the end\):\n(.*)\n<\/redmine-/s.exec(read.text) ?? [];

    const { text } = await alice.call(updateIssue, { issue_id: 2, description });

    expect(description).toContain("Item number 2.");
    expect(text).toBe("Issue #2 is like that already: nothing was changed.");
  });
});

describe("what Redmine ignores without an error", () => {
  test("is told, with the reason: an error when nothing came of the call", async () => {
    const { text, isError } = await personOf(sample, "bob").call(updateIssue, {
      issue_id: 1,
      subject: "bob was here",
      priority_id: "Urgent",
    });

    expect(isError).toBe(true);
    expect(text.split("\n")[0]).toBe("Issue #1 was NOT changed: Redmine ignored the request without an error.");
    expect(partsOf(text).quoted).toContain("NOT changed: Subject is “Improve the CSV export”, not “bob was here”");
    expect(partsOf(text).quoted).toContain("NOT changed: Priority is Normal, not Urgent");
    expect(partsOf(text).own).toContain("Why: the user's role may not change the fields of this issue (edit_issues).");
  });

  test("is told beside what was done", async () => {
    const { text, isError } = await personOf(sample, "bob").call(updateIssue, {
      issue_id: 1,
      subject: "bob was here",
      notes: "by bob",
    });

    expect(isError).toBe(false);
    expect(text.split("\n")[0]).toBe("Issue #1 was changed only in part.");
    expect(text).toContain("NOT changed: Subject");
    expect(text).toContain("Note #1 added.");
  });

  test("a change that Redmine makes besides is told as such", async () => {
    const { text } = await alice.call(updateIssue, { issue_id: 65, done_ratio: 50 });
    const parent = await alice.call(getIssueDetails, { issue_id: 64 });

    expect(text).toContain("Done: 0% → 50%");
    expect(parent.text).toContain("Done: 50%");
  });
});

describe("private notes", () => {
  test("are private when they may be", async () => {
    const { text } = await alice.call(updateIssue, { issue_id: 1, notes: "Between us.", private_notes: true });
    const read = await alice.call(getIssueDetails, { issue_id: 1 });

    expect(text).toContain("Note #1 added, private.");
    expect(read.text).toMatch(/^#1 .* Alice Archer \(private\)\n {2}Between us\.$/m);
  });

  test.each([
    [
      "a role without the permission",
      "bob",
      undefined,
      "the user's role in Alpha lacks the permission set_notes_private",
    ],
    ["a sign-in without the permission", "alice", ["view_issues", "edit_issues"], "this sign-in lacks the permission"],
    ["somebody who is not a member", "carol", undefined, "Redmine does not tell whether somebody who is not a member"],
  ])("%s: refused, because the note would come out public", async (_, login, scopes, words) => {
    const person = personOf(sample, login, { ...(scopes && { scopes }) });
    const { text, isError, requests } = await person.call(updateIssue, {
      issue_id: 1,
      notes: "x",
      private_notes: true,
    });

    expect(isError).toBe(true);
    expect(text).toContain("the note would come out public");
    expect(text).toContain(words);
    expect(puts(requests)).toEqual([]);
  });

  test("need a note", async () => {
    const { text, requests } = await alice.call(updateIssue, { issue_id: 1, private_notes: true });

    expect(text).toContain("private_notes needs a note");
    expect(puts(requests)).toEqual([]);
  });
});

describe("what cannot be done", () => {
  test("a field that the issue's tracker does not use is refused, with those it has", async () => {
    const args = { issue_id: 3, custom_fields: { Environment: "Staging" } };
    const { text, requests } = await alice.call(updateIssue, args);

    expect(text).toMatch(/Issue #3 has no field “Environment”.*It has: Severity, /);
    expect(puts(requests)).toEqual([]);
  });

  test("an issue in a closed project is refused by Redmine, and nothing is said to be done", async () => {
    const { text, isError } = await alice.call(updateIssue, { issue_id: 75, notes: "x" });

    expect(isError).toBe(true);
    expect(text).toMatch(/the project is closed/);
  });

  test("a change that cannot be read back is not called a failure", async () => {
    let changed = false;
    const page = () => undefined;
    const person = personOf(sample, "alice", { page });
    const original = sample.fetch;
    sample.fetch = async (request) => {
      if (changed && request.method === "GET") return new Response(null, { status: 403 });
      if (request.method === "PUT") changed = true;
      return original(request);
    };

    const { text, isError } = await person.call(updateIssue, { issue_id: 1, subject: "Moved away" });

    expect(isError).toBe(false);
    expect(text).toMatch(/^Redmine accepted the change of issue #1, but it cannot be read any more/);
  });
});
