import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { createIssue } from "../../../src/tools/issues/create-issue.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { logTime } from "../../../src/tools/time/log-time.ts";
import { type Person, partsOf, personOf } from "../../support/person.ts";
import { testSettings } from "../../support/test-context.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
let alice: Person;
beforeEach(() => {
  sample = createTestRedmine();
  alice = personOf(sample, "alice");
});

const writes = (requests: readonly string[]) => requests.filter((request) => /^(PUT|POST)/.test(request));

describe("one call for many", () => {
  test("changes further issues in the same way, with an outcome for each, and hides no failure", async () => {
    const args = { issue_id: 1, more_issue_ids: ["#2", 99_999, 3, 2], due_date: "2031-01-01" };
    const { text, isError, requests } = await alice.call(updateIssue, args);

    expect(isError).toBe(false);
    expect(text.split("\n")[0]).toBe("3 of 4 issues were changed.");
    const rows = partsOf(text).quoted.split("\n");
    expect(rows.map((row) => row.slice(0, row.indexOf(":")))).toEqual(["#1", "#2", "#99999", "#3"]);
    expect(rows[0]).toMatch(/^#1: Due: .* → 2031-01-01$/);
    expect(rows[2]).toMatch(/^#99999: NOT done\./);
    expect(writes(requests)).toHaveLength(3);
  });

  test("is an error when none was changed", async () => {
    const { isError, text } = await alice.call(updateIssue, {
      issue_id: 99_998,
      more_issue_ids: [99_999],
      subject: "x",
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/^0 of 2 issues were changed\./);
  });

  test("creates subtasks under the new issue, each with fields of its own", async () => {
    const { text, isError } = await alice.call(createIssue, {
      project_id: "Alpha",
      tracker_id: "Feature",
      subject: "Epic",
      description: "Why we do it",
      subtasks: [
        { subject: "One", assignee_id: "me" },
        { subject: "Two", priority_id: "Nonsense" },
        { subject: "Three" },
      ],
    });
    expect(isError, text).toBe(false);
    expect(text).toContain("2 of 3 subtasks were created.");
    const { quoted } = partsOf(text);
    expect(quoted).toContain("Description: Why we do it");
    expect(quoted).toMatch(/^- “One”: #\d+$/m);
    expect(quoted).toMatch(/^- “Two”: NOT done\. .*Nonsense/m);
    expect(quoted).toMatch(/^- “Three”: #\d+$/m);
  });

  test("a misspelt field of a subtask is refused before anything is created", async () => {
    const { text, isError, requests } = await alice.call(createIssue, {
      project_id: "Alpha",
      tracker_id: "Feature",
      subject: "Epic",
      subtasks: [{ subjekt: "One" }],
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/subjekt|subject/);
    expect(writes(requests)).toEqual([]);
  });

  test("logs several entries; what a further one leaves out is as in the first", async () => {
    const { text, isError } = await alice.call(logTime, {
      hours: 1,
      issue_id: 1,
      activity: "Design",
      date: "2026-02-02",
      more: [{ hours: "0:30", issue_id: 2 }, { hours: "soon" }, { hours: 2, date: "2026-02-03" }],
    });
    expect(isError, text).toBe(false);
    expect(text.split("\n")[0]).toBe("3 of 4 time entries were logged.");
    const { quoted } = partsOf(text);
    expect(quoted).toMatch(/^Entry 2: .*0\.5 h, 2026-02-02, Design, Alice Archer, #2/m);
    expect(quoted).toMatch(/^Entry 3: NOT done\. hours: “soon” is not a duration/m);
    expect(quoted).toMatch(/^Entry 4: .*2 h, 2026-02-03, Design, Alice Archer, #1/m);
  });

  test("asks the person from ten issues on, where the client can ask", async () => {
    const args = { issue_id: 1, more_issue_ids: [2, 3, 4, 5, 6, 7, 8, 9, 10], priority_id: "Urgent" };
    const settings = testSettings();
    const asked = await updateIssue.call(args, { redmine: alice.redmine, settings, canAsk: true });
    expect(asked.confirmation).toMatchObject({ value: "10 issues" });
    expect(asked.text).toContain("Nothing was done yet.");

    const agreed = await updateIssue.call(
      { ...args, confirm: "10 issues" },
      { redmine: alice.redmine, settings, canAsk: true },
    );
    expect(agreed.text).toMatch(/^10 of 10 issues were changed\./);
  });
});
