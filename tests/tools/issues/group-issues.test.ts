import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { type Person, partsOf, personOf } from "../../support/person.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
let alice: Person;
beforeEach(() => {
  sample = createTestRedmine();
  alice = personOf(sample, "alice");
});

describe("group_by", () => {
  test("counts all issues that fit, with their hours", async () => {
    const { text } = await alice.call(listIssues, { project_id: "alpha", status_id: "*", group_by: ["tracker_id"] });
    const [head, ...rows] = partsOf(text).quoted.split("\n");
    expect(head).toBe("tracker_id|issues|estimated|spent");
    const count = rows.reduce((sum, row) => sum + Number(row.split("|")[1]), 0);
    const { text: all } = await alice.call(listIssues, { project_id: "alpha", status_id: "*", limit: 1 });
    expect(all).toContain(`of ${count} issues`);
    expect(text).toMatch(new RegExp(`^${count} issues, [\\d.]+ h estimated, [\\d.]+ h spent, in 3 groups:`));
  });

  test("takes two fields, custom fields too, and says which have none", async () => {
    const { text } = await alice.call(listIssues, { project_id: "alpha", group_by: ["Severity", "assignee_id"] });
    expect(partsOf(text).quoted).toMatch(/^Severity\|assignee_id\|issues/);
    expect(partsOf(text).quoted).toMatch(/^\w+\|none\|\d+/m);
  });

  test("refuses a field that Redmine does not have", async () => {
    const { text, isError } = await alice.call(listIssues, { group_by: ["colour"] });
    expect(isError).toBe(true);
    expect(text).toContain("Issues cannot be grouped by “colour”, but by project_id, status_id");
  });

  test("reads on from the last number where Redmine exports 500 at once", async () => {
    const { context, requests } = pages(1_200);
    const { text } = await listIssues.call({ status_id: "*", group_by: ["status_id"] }, context);
    expect(text).toMatch(/^1200 issues, 1200 h estimated, 0 h spent, in 2 groups:/);
    expect(requests.filter((request) => request.includes(".csv"))).toHaveLength(3);
  });

  test("tells nothing of a part: too many are refused, and an export that ends early too", async () => {
    const many = await listIssues.call({ status_id: "*", group_by: ["assignee_id"] }, pages(5_001).context);
    expect(many.isError).toBe(true);
    expect(many.text).toContain("5001 issues: more than 5000 are not grouped by assignee_id.");
    const short = await listIssues.call({ status_id: "*", group_by: ["status_id"] }, pages(700, 600).context);
    expect(short.isError).toBe(true);
    expect(short.text).toContain("did not have all of these issues");
  });
});

describe("group_by over more than 5,000 issues", () => {
  const statuses = [
    { id: 1, name: "New", is_closed: false },
    { id: 2, name: "In Progress", is_closed: false },
    { id: 5, name: "Closed", is_closed: true },
  ];
  const counts: Record<string, number> = { "1": 4_000, "2": 2_000, "5": 30_000 };
  const large = (total: number, values: object[] = statuses) =>
    stubRedmine({
      "/issues.json": ({ searchParams }) => ({
        issues: [],
        total_count: counts[searchParams.get("status_id") ?? ""] ?? total,
      }),
      "/issue_statuses.json": { issue_statuses: values },
      "/issues.csv": new Response("#,Status,Estimated,Spent\n1,New,,\n", { headers: { "content-type": "text/csv" } }),
    });

  test("asks Redmine for the number of each value where the values are few", async () => {
    const { context, requests } = large(36_000);
    const { text, isError } = await listIssues.call({ status_id: "*", group_by: ["status_id"] }, context);
    expect(isError).toBe(false);
    expect(text).toMatch(/^36000 issues, hours only up to 5000 issues, in 3 groups:/);
    expect(partsOf(text).quoted).toBe("status_id|issues\nClosed|30000\nNew|4000\nIn Progress|2000");
    expect(requests.length).toBeLessThan(8);
  });

  test("counts open issues by the statuses that are not closed", async () => {
    const { context, requests } = large(6_000);
    const { text } = await listIssues.call({ group_by: ["status_id"] }, context);
    expect(partsOf(text).quoted).toBe("status_id|issues\nNew|4000\nIn Progress|2000");
    expect(requests.filter((request) => request.includes("status_id=5"))).toEqual([]);
  });

  test.each([
    ["do not add up to all issues", 36_001, statuses],
    ["are too many", 36_000, Array.from({ length: 30 }, (_, at) => ({ id: at + 1, name: `Step ${at}` }))],
  ])("refuses where the counts or values %s", async (_, total, values) => {
    const { text, isError } = await listIssues.call(
      { status_id: "*", group_by: ["status_id"] },
      large(total, values).context,
    );
    expect(isError).toBe(true);
    expect(text).toContain(`${total} issues: more than 5000 are not grouped by status_id.`);
  });
});

/** A Redmine with so many issues, whose export has 500 at once and ends after `exported`. */
function pages(total: number, exported = total) {
  return stubRedmine({
    "/issues.json": { issues: [], total_count: total },
    "/issues.csv": ({ searchParams }) => {
      const from = Number(searchParams.get("issue_id")?.slice(2) ?? 1);
      const ids = Array.from({ length: 500 }, (_, at) => from + at).filter((id) => id <= exported);
      const rows = ids.map((id) => `${id},${id % 2 ? "New" : "Closed"},"1,00",""`);
      return new Response(["#,Status,Estimated,Spent", ...rows, ""].join("\n"), {
        headers: { "content-type": "text/csv" },
      });
    },
  });
}

describe("subprojects: false", () => {
  test("leaves the issues of subprojects out", async () => {
    const count = async (subprojects: boolean) => {
      const { text } = await alice.call(listIssues, { project_id: "alpha", status_id: "*", subprojects, limit: 1 });
      return Number(/of (\d+) issues/.exec(text)?.[1]);
    };
    expect(await count(false)).toBeLessThan(await count(true));
  });

  test("needs a project", async () => {
    const { text, isError } = await alice.call(listIssues, { subprojects: false });
    expect(isError).toBe(true);
    expect(text).toBe("subprojects: false needs project_id.");
  });
});
