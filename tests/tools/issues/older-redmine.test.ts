import { describe, expect, test } from "vitest";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { personOf } from "../../support/person.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

const issue = {
  id: 7,
  project: { id: 1, name: "Alpha" },
  tracker: { id: 1, name: "Bug" },
  status: { id: 1, name: "New" },
  priority: { id: 2, name: "Normal" },
  author: { id: 5, name: "Alice Archer" },
  subject: "It breaks",
  created_on: "2026-01-05T09:00:00Z",
  updated_on: "2026-01-05T09:00:00Z",
};
const issue_statuses = [
  { id: 1, name: "New" },
  { id: 5, name: "Closed", is_closed: true },
];

describe("Redmine 4, which does not tell the allowed statuses", () => {
  test("a status is tried, and what Redmine did is read back: ignored", async () => {
    const { context } = stubRedmine({
      "/issues/7.json": (_, { method }) => (method === "PUT" ? new Response(null, { status: 204 }) : { issue }),
      "/issue_statuses.json": { issue_statuses },
      "/trackers.json": { trackers: [{ id: 1, name: "Bug" }] },
    });

    const { text, isError } = await updateIssue.call({ issue_id: 7, status_id: "Closed" }, context);

    expect(isError).toBe(true);
    expect(text).toContain("NOT changed: Status is New, not Closed");
  });

  test("a status is tried, and what Redmine did is read back: done", async () => {
    let status = issue.status;
    const { context } = stubRedmine({
      "/issues/7.json": (_, { method }) => {
        if (method !== "PUT") return { issue: { ...issue, status } };
        status = { id: 5, name: "Closed" };
        return new Response(null, { status: 204 });
      },
      "/issue_statuses.json": { issue_statuses },
    });

    const { text } = await updateIssue.call({ issue_id: 7, status_id: "closed" }, context);

    expect(text).toContain("Status: New → Closed");
    expect(text).not.toContain("Allowed next");
  });
});

describe("Redmine 5.0, which leaves the fields of all projects out of a project's list", () => {
  test("finds them on the project's issues", async () => {
    const sample = createTestRedmine();
    sample.setVersion("5.0");

    const { requests } = await personOf(sample, "alice").call(listIssues, {
      project_id: "alpha",
      custom_fields: { Severity: "High" },
    });

    expect(requests.at(-1)).toContain("cf_1==High");
  });
});
