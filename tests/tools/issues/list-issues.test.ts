import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { type Person, partsOf, personOf, withoutCheck } from "../../support/person.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
let alice: Person;
beforeEach(() => {
  sample = createTestRedmine();
  alice = personOf(sample, "alice");
});

/** The query that Redmine got for its list of issues. */
async function queryOf(args: Record<string, unknown>, person = alice): Promise<URLSearchParams> {
  const { requests, text } = await person.call(listIssues, args);
  const last = requests.findLast((request) => request.startsWith("GET /issues.json?"));
  if (!last) throw new Error(`no list was asked for: ${text}`);
  return new URLSearchParams(last.slice("GET /issues.json?".length));
}

describe("a list of issues", () => {
  test("takes one request and 25 rows fit into 1.8 kB", async () => {
    const { text, requests } = await alice.call(listIssues, { status_id: "*", sort: "id" });

    expect(withoutCheck(requests)).toEqual(["GET /issues.json?status_id=*&sort=id:asc&limit=25&offset=0"]);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_800);
    expect(partsOf(text).quoted.match(/^\d+\|/gm)).toHaveLength(25);
    expect(partsOf(text).own).toMatch(/^1–25 of \d+ issues:\nNext: offset=25\.$/);
  });

  test("says once what is the same in all rows, and leaves out columns without a value", async () => {
    const { text } = await alice.call(listIssues, { project_id: "secret" });

    const { quoted } = partsOf(text);
    expect(quoted).toMatch(/^In all rows: project Secret, tracker Bug, status New, priority Normal\n/);
    expect(quoted.split("\n")[1]).toBe("#|updated 2026-|subject");
    expect(quoted).toMatch(/^68\|0\d-\d\d\|Secret plan 1$/m);
  });

  test("marks private issues and keeps a subject from making columns", async () => {
    const { text } = await alice.call(listIssues, { subject: "credentials" });

    expect(text).toContain("Private: credentials in the log (private)");
  });

  test("shows more columns when asked, custom fields by name", async () => {
    const { text } = await alice.call(listIssues, {
      status_id: "*",
      sort: "id",
      limit: 4,
      columns: ["author", "done", "Severity", "Nonsense"],
    });

    const [header] = partsOf(text).quoted.match(/^#.*$/m) ?? [];
    expect(header).toContain("author");
    expect(header).toContain("done");
    expect(header).toContain("Severity");
    expect(partsOf(text).own).toContain("None of these issues has a field named Nonsense.");
  });

  test.each([
    ["due_date", "due"],
    ["assigned_to_id", "assignee"],
    ["estimated_hours", "estimated"],
    ["fixed_version", "version"],
    ["version_id", "version"],
    ["Author", "author"],
    ["% done", undefined],
    ["created_on", "created"],
  ])("takes %s as the column %s", async (name, column) => {
    const { text } = await alice.call(listIssues, { status_id: "*", sort: "id", limit: 60, columns: [name] });
    if (column) expect(partsOf(text).quoted).toMatch(new RegExp(`(^#.*|In all rows.*)\\b${column}\\b`, "m"));
    else expect(partsOf(text).own).toContain("Did you mean done?");
  });

  test.each([
    ["-due_date", "due_date:desc"],
    ["assignee_id,estimated_hours:desc", "assigned_to:asc,estimated_hours:desc"],
    ["version_id", "fixed_version:asc"],
    ["Status desc", "status:desc"],
  ])("is sorted by %s", async (sort, sent) => {
    const { requests } = await alice.call(listIssues, { sort });
    expect(requests.join()).toContain(`sort=${sent}`);
  });

  test("shows what it is filtered by", async () => {
    const { text } = await alice.call(listIssues, {
      status_id: "closed",
      closed: ">=2026-01-01",
      author_id: "Bob Baker",
    });
    expect(partsOf(text).quoted).toMatch(/author Bob Baker/);
    expect(partsOf(text).quoted).toMatch(/^#.*closed/m);
  });

  test("says whom a first name stands for, and nothing of a whole name", async () => {
    const first = await alice.call(listIssues, { assignee_id: "dan", status_id: "*" });
    expect(partsOf(first.text).quoted).toMatch(/^“dan” is Dan Duarte\.$/m);
    const both = await alice.call(listIssues, { author_id: "!Bob|Dan", group_by: ["status_id"] });
    expect(partsOf(both.text).quoted).toMatch(/^“Bob” is Bob Baker\.\n“Dan” is Dan Duarte\.$/m);
    const whole = await alice.call(listIssues, { assignee_id: "Dan Duarte", status_id: "*" });
    expect(whole.text).not.toContain(" is Dan");
  });

  test("shows what it is sorted by", async () => {
    const { text } = await alice.call(listIssues, { sort: "created", limit: 5 });
    expect(partsOf(text).quoted).toMatch(/^#\|.*created/m);
  });

  test("that is empty says so, and that closed issues were not looked at", async () => {
    const { text, isError } = await alice.call(listIssues, { subject: "no such thing anywhere" });

    expect(isError).toBe(false);
    expect(text).toBe('No open issues found. status_id="*" looks at closed ones too.');
  });

  test("tells a page beyond the end from an empty list", async () => {
    const { text } = await alice.call(listIssues, { offset: 5_000 });
    expect(text).toMatch(/^\d+ open issues, none from offset 5000 on\.$/);
  });
});

describe("conditions", () => {
  test("open issues are listed unless a status is given, newest change first", async () => {
    expect(Object.fromEntries(await queryOf({}))).toEqual({
      status_id: "o",
      sort: "updated_on:desc",
      limit: "25",
      offset: "0",
    });
  });

  test.each([
    [{ status_id: "open" }, "status_id", "o"],
    [{ status_id: "closed" }, "status_id", "c"],
    [{ status_id: "Closed" }, "status_id", "5"], // the status of that name
    [{ status_id: "*" }, "status_id", "*"],
    [{ status_id: ["New", "in progress", 3] }, "status_id", "1|2|3"],
    [{ status_id: "!Rejected" }, "status_id", "!6"],
    [{ tracker_id: "bug" }, "tracker_id", "1"],
    [{ priority_id: ["High", "Urgent"] }, "priority_id", "3|4"],
    [{ assignee_id: "me" }, "assigned_to_id", "me"],
    [{ assignee_id: "!me" }, "assigned_to_id", "!me"],
    [{ assignee_id: "none" }, "assigned_to_id", "!*"],
    [{ assignee_id: "any" }, "assigned_to_id", "*"],
    [{ assignee_id: ["me", 8] }, "assigned_to_id", "me|8"],
    [{ assignee_id: "me | 8" }, "assigned_to_id", "me|8"],
    [{ tracker_id: "Bug|Feature" }, "tracker_id", "1|2"],
    [{ tracker_id: "!Bug|Feature" }, "tracker_id", "!1|2"],
    [{ tracker_id: "!Bug|!Feature" }, "tracker_id", "!1|2"],
    [{ project_id: "Alpha", assignee_id: "Dan Duarte" }, "assigned_to_id", "8"],
    [{ author_id: "me" }, "author_id", "me"],
    [{ watcher_id: "me" }, "watcher_id", "me"],
    [{ updated_by: ["me", 8] }, "updated_by", "me|8"],
    [{ project_id: "alpha", category_id: "backend" }, "category_id", "1"],
    [{ project_id: "alpha", category_id: "none" }, "category_id", "!*"],
    [{ project_id: "alpha", version_id: "1.1" }, "fixed_version_id", "2"],
    [{ version_id: 2 }, "fixed_version_id", "2"],
    [{ version_id: "2" }, "fixed_version_id", "2"],
    [{ project_id: "Alpha Mobile" }, "project_id", "3"],
    [{ parent_id: "#63" }, "parent_id", "63"],
    [{ subject: "csv export" }, "subject", "~csv export"],
    [{ due: "none" }, "due_date", "!*"],
    [{ created: "2026-01-05" }, "created_on", "2026-01-05"],
    [{ updated: ">=2026-03-01" }, "updated_on", ">=2026-03-01"],
    [{ updated: ">2026-03-01" }, "updated_on", ">=2026-03-02"],
    [{ start: "<2026-03-01" }, "start_date", "<=2026-02-28"],
    [{ closed: "2026-01-01..2026-01-31" }, "closed_on", "><2026-01-01|2026-01-31"],
    [{ sort: "-priority,due" }, "sort", "priority:desc,due_date:asc"],
    [{ sort: "updated_on:desc" }, "sort", "updated_on:desc"],
  ])("%j is sent as %s=%s", async (args, name, value) => {
    expect((await queryOf(args)).get(name)).toBe(value);
  });

  test("days can be counted from today", async () => {
    const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);
    expect((await queryOf({ updated: ">=-7d" })).get("updated_on")).toBe(">t-7");
    expect((await queryOf({ due: "today..+14d" })).get("due_date")).toBe(`><${days(0)}|${days(14)}`);
  });

  test.each([
    [{ status_id: "Done" }, /no issue status “Done”.*New, In Progress, Resolved, Feedback, Closed, Rejected/],
    [{ category_id: "Backend" }, /category_id needs project_id/],
    [{ category_id: "none" }, /category_id needs project_id/],
    [{ custom_fields: [{ id: 1, value: "High" }] }, /custom_fields: give them as \{"name": value\}/],
    [{ version_id: "1.1" }, /version_id needs project_id/],
    [{ project_id: "alpha", assignee_id: "Dane" }, /no person “Dane”|no member/],
    [{ assignee_id: ["me", "none"] }, /“none” cannot stand in a list/],
    [{ status_id: ["open", "Closed"] }, /“open” cannot stand in a list/],
    [{ assignee_id: ["me", "!8"] }, /all or none/],
    [{ assignee_id: "me|none" }, /“none” cannot stand in a list/],
    [{ tracker_id: "|" }, /no tracker “\|”/],
    [{ created: "last week" }, /created: “last week” is not a date\. Give 2026-01-31, today, .*>= or <=/],
    [{ created: "2026-02-30" }, /created: there is no day 2026-02-30/],
    [{ sort: "nonsense" }, /cannot be sorted by “nonsense”, but by id, subject, project/],
    [{ sort: "id,status,due,priority" }, /1 to 3 columns/],
    [{ nonsense: 1 }, /unknown parameter nonsense \(there are: project_id, status_id/],
    [{ project_id: "alpha", custom_fields: { Sevrity: "High" } }, /no custom field in Alpha “Sevrity”.*Severity/],
  ])("%j is refused, and no list is asked for", async (args, words) => {
    const { text, isError, requests } = await alice.call(listIssues, args);

    expect(isError).toBe(true);
    expect(text).toMatch(words);
    expect(requests.filter((request) => request.includes("limit=25"))).toEqual([]);
  });
});
