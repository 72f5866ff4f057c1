import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { searchIssues } from "../../../src/tools/search.ts";
import { partsOf, personOf, withoutCheck } from "../../support/person.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

let sample: SampleRedmine;
beforeEach(() => {
  sample = createTestRedmine();
});

describe("searching issues", () => {
  test("takes one request, keeps 25 hits within 3.5 kB and says how to get the next", async () => {
    const { text, requests } = await personOf(sample, "alice").call(searchIssues, { query: "the" });

    expect(withoutCheck(requests)).toEqual(["GET /search.json?q=the&issues=1&limit=25&offset=0"]);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3_500);
    expect(partsOf(text).quoted.match(/^#\d+/gm)).toHaveLength(25);
    expect(partsOf(text).own).toMatch(/^\d+ issues found; 1–25, .*\nNext: offset=25\.$/);
  });

  test("shows number, day, tracker, status, subject and the words around the hit", async () => {
    const { text } = await personOf(sample, "alice").call(searchIssues, { query: "resident" });

    expect(partsOf(text).quoted).toMatch(
      /^#61 2026-03-21 Bug \(In Progress\) Memory grows on every request\n {2}.*resident size grows.*$/,
    );
    expect(text.startsWith("1 issue found")).toBe(true);
  });

  test("looks within a project by name, and only at open issues when asked to", async () => {
    const alice = personOf(sample, "alice");

    const named = await alice.call(searchIssues, { query: "zanzibar", project_id: "Secret" });
    const open = await alice.call(searchIssues, { query: "the", open_issues_only: true });

    expect(named.requests.at(-1)).toContain("GET /projects/2/search.json?q=zanzibar&issues=1&scope=subprojects");
    expect(named.text).toMatch(/^5 issues found/);
    expect(open.requests.at(-1)).toContain("open_issues=1");
    expect(open.text).not.toMatch(/Closed|Rejected/);
  });

  test("pages", async () => {
    const { text } = await personOf(sample, "alice").call(searchIssues, { query: "the", offset: 50 });

    expect(text).toMatch(/51–\d+, /);
    expect(text).not.toContain("Next:");
  });

  test("that finds nothing says so, and what may help", async () => {
    const alice = personOf(sample, "alice");

    const nothing = await alice.call(searchIssues, { query: "qwertyuiop asdf" });
    const number = await alice.call(searchIssues, { query: "#61" });

    expect(nothing).toMatchObject({ isError: false });
    expect(nothing.text).toBe("0 issues found.\nAll words must occur: try fewer or other words.");
    expect(number.text).toContain("Issue #61 itself: get_issue_details.");
  });

  test("that finds nothing with all words tells what each word less finds, and shows the shortest list", async () => {
    const alice = personOf(sample, "alice");
    const { text, requests } = await alice.call(searchIssues, { query: "memory grows qwertyuiop" });

    expect(text).toMatch(
      /^Nothing has all words; without “memory” 0, without “grows” 0, without “qwertyuiop” 1\. Without “qwertyuiop”:\n/,
    );
    expect(text).toContain("#61 ");
    expect(withoutCheck(requests)).toHaveLength(4);
  });

  test("falls back to any of three words, and asks Redmine at most seven times", async () => {
    const alice = personOf(sample, "alice");
    const any = await alice.call(searchIssues, { query: "zanzibar qwertyuiop asdfgh" });
    expect(any.text).toMatch(/^Nothing has all words; \d+ have one of them:\n/);
    const none = await alice.call(searchIssues, { query: "qwa qwb qwc qwd qwe qwf" });
    expect(none.text).toMatch(/^0 issues found\./);
    expect(withoutCheck(none.requests)).toHaveLength(7);
  });

  test("says which words Redmine does not look at", async () => {
    const { text } = await personOf(sample, "alice").call(searchIssues, { query: "one two three four five six" });

    expect(text).toContain("Not searched for: six.");
  });

  test("shows nobody what they may not see", async () => {
    const { text } = await personOf(sample, "bob").call(searchIssues, { query: "zanzibar" });

    expect(text).toMatch(/^0 issues found/);
  });
});
