import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { type Person, personOf } from "../../support/person.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
let alice: Person;
beforeEach(() => {
  sample = createTestRedmine();
  alice = personOf(sample, "alice");
});

const puts = (requests: readonly string[]) => requests.filter((request) => request.startsWith("PUT"));

describe("what the workflow forbids", () => {
  test("is refused before anything is sent, with what is allowed", async () => {
    const { text, isError, requests } = await personOf(sample, "bob").call(updateIssue, {
      issue_id: 1,
      status_id: "Resolved",
      notes: "Done, I think.",
    });

    expect(isError).toBe(true);
    expect(text).toMatch(/^Issue #1 is New, and this user may not set it to Resolved\. Allowed next: Closed\./);
    expect(text).toMatch(/Nothing was changed\.$/);
    expect(puts(requests)).toEqual([]);
  });

  test("a step that the workflow does not have is told as that, without a guess", async () => {
    const { text } = await personOf(sample, "bob").call(updateIssue, { issue_id: 1, status_id: "In Progress" });
    expect(text).toContain("The workflow of the user's roles has no such step.");
  });

  test("closing a parent with open subtasks names these, at any depth", async () => {
    const { text, isError, requests } = await alice.call(updateIssue, { issue_id: 63, status_id: "Closed" });

    expect(isError).toBe(true);
    expect(text).toMatch(/Allowed next: In Progress/);
    expect(text).toContain("It cannot be closed while subtasks are open: #64, #65.");
    expect(puts(requests)).toEqual([]);
  });

  test("closing a blocked issue names what blocks it", async () => {
    const { text, isError } = await alice.call(updateIssue, { issue_id: 2, status_id: "Closed" });

    expect(isError).toBe(true);
    expect(text).toContain("It cannot be closed while open issues block it: #61.");
  });

  test("an issue below a closed parent cannot be opened again", async () => {
    for (const id of [65, 64, 63]) await alice.call(updateIssue, { issue_id: id, status_id: "Closed" });
    const { text, isError } = await alice.call(updateIssue, { issue_id: 65, status_id: "New" });

    expect(isError).toBe(true);
    expect(text).toContain("It cannot be open while a parent is closed: #63, #64.");
  });

  test("a cause that there is not is not told", async () => {
    const { text } = await alice.call(updateIssue, { issue_id: 2, status_id: "Closed" });
    expect(text).not.toContain("subtasks are open");
  });

  test("a status that there is not is answered with those there are", async () => {
    const { text } = await alice.call(updateIssue, { issue_id: 1, status_id: "Done" });
    expect(text).toMatch(/no issue status “Done”.*In Progress/);
  });
});
