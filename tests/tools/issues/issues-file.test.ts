import { expect, test } from "vitest";
import { csvText } from "../../../src/format/csv.ts";
import { issuesFile } from "../../../src/tools/issues/issues-file.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { allResources } from "../../../src/tools/resources.ts";
import { personOf } from "../../support/person.ts";
import { type Routes, stubRedmine } from "../../support/stub-redmine.ts";
import { testSettings } from "../../support/test-context.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

const csvType = { headers: { "content-type": "text/csv; header=present" } };

/** A Redmine with issues 1, 2, 3 … that exports 500 at once, as it does by default. */
function redmineWith(count: number, subject = "Plain"): Routes {
  return {
    "/issues.json": { issues: [], total_count: count },
    "/issues.csv": ({ searchParams }) => {
      const from = Number(/^>=(\d+)$/.exec(searchParams.get("issue_id") ?? "")?.[1] ?? 1);
      const ids = Array.from({ length: Math.max(0, Math.min(500, count - from + 1)) }, (_, at) => from + at);
      return new Response(`\ufeff#,Subject\n${ids.map((id) => `${id},"${subject}"\n`).join("")}`, csvType);
    },
  };
}

test("list_issues with csv answers one sentence and a link, and the file behind it has the issues of the same conditions", async () => {
  const alice = personOf(createTestRedmine(), "alice");
  const { content, text } = await alice.call(listIssues, { project_id: "alpha", status_id: "*", csv: true });
  expect(text).toMatch(/^\d+ issues: the link is a CSV file for the user\.$/);
  const [, link] = content;
  expect(link).toMatchObject({ type: "resource_link", name: "issues.csv", mimeType: "text/csv" });

  const uri = link?.type === "resource_link" ? link.uri : "";
  const conditions = decodeURIComponent(uri.replace("redmine://issues.csv/", ""));
  const resource = allResources.find(({ name }) => name === "issues_csv");
  const settings = testSettings("http://redmine.test");
  const file = await resource?.load({ conditions }, { redmine: alice.redmine, settings });
  const rows = file?.text.trimEnd().split("\r\n") ?? [];
  expect(rows[0]).toContain('"Subject"');
  expect(rows.length - 1).toBe(Number.parseInt(text, 10));
});

test("more than Redmine exports at once are read part by part", async () => {
  const { context, requests } = stubRedmine(redmineWith(1_203));
  const { text } = await issuesFile.call({}, context);
  expect(text.trimEnd().split("\r\n")).toHaveLength(1_204);
  expect(text).not.toContain("Only");
  expect(requests.filter((request) => request.startsWith("GET /issues.csv"))).toHaveLength(3);
});

test.each([
  ["rows", 6_210, "Plain", 5_000],
  ["bytes", 4_000, "€".repeat(700), 947],
])(
  "a file that reaches its limit of %s says in its last row that issues are missing",
  async (_, count, subject, shown) => {
    const { context } = stubRedmine(redmineWith(count, subject));
    const { text, isError } = await issuesFile.call({}, context);
    expect(isError && text).toBe(false);
    const rows = text.trimEnd().split("\r\n");
    expect(rows.at(-1)).toBe(
      `"Only ${shown} of ${count} issues are in this file. Narrow the conditions for the others.",""`,
    );
    expect(rows).toHaveLength(shown + 2);
  },
);

test("the sentence says beforehand that the file has not all", async () => {
  const { context } = stubRedmine(redmineWith(6_210));
  const { text } = await listIssues.call({ csv: true }, context);
  expect(text).toBe(
    "6210 open issues: the link is a CSV file for the user. It has at most 5000 rows. Its last row says if issues are missing.",
  );
});

test("Redmine ignores conditions and columns beside a saved query, so that its own are in the file", async () => {
  const routes = {
    ...redmineWith(700),
    "/queries.json": { queries: [{ id: 4, name: "Mine", is_public: false }], total_count: 1 },
  };
  const { context, requests } = stubRedmine(routes);
  const { text } = await issuesFile.call({ query_id: 4 }, context);
  expect(text).toContain('"Only 500 of 700 issues are in this file.');
  expect(requests).toContain("GET /issues.csv?query_id=4&encoding=UTF-8&field_separator=,");
});

test.each([
  ["=1+1", "'=1+1"],
  ["+SUM(A1)", "'+SUM(A1)"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["＝1+1", "'＝1+1"],
  ["\t=1", "'=1"],
  ["\r\n=1", "'=1"],
  [' "=1"', `'""=1""`],
  ["a;=1", "a;'=1"],
  ["a; -1+2", "a;' -1+2"],
  ["-12.5", "-12.5"],
  ["a - b = c", "a - b = c"],
  ["alice@example.net", "alice@example.net"],
  ['5" disk', '5"" disk'],
  ["two\nlines", "two lines"],
])("a spreadsheet takes %j for text or a number", async (cell, written) => {
  expect((await csvText([[cell, "x"]], 1_000)).text).toBe(`\ufeff"${written}","x"\r\n`);
});

test("what is no list of conditions is refused, and never taken for all issues", async () => {
  const { context, requests } = stubRedmine(redmineWith(3));
  const resource = allResources.find(({ name }) => name === "issues_csv");
  for (const conditions of ["", "null", "{", "[]", '"x"', '{"statuss":1}', '{"csv":true}']) {
    expect(await resource?.load({ conditions }, context), conditions).toMatchObject({
      isError: true,
      outcome: "invalid_arguments",
    });
  }
  expect(requests).toEqual([]);
});

test("groups are no rows, and too many conditions for a link are refused", async () => {
  const { context } = stubRedmine(redmineWith(3));
  expect((await listIssues.call({ csv: true, group_by: ["status_id"] }, context)).text).toContain("Leave out group_by");
  const subject = "ü".repeat(255);
  const custom_fields = { [subject]: 1 };
  const result = await listIssues.call({ csv: true, subject, parent_id: 1, custom_fields }, context);
  expect(result.isError).toBe(true);
});

test("an export that is a page or has crooked rows is told as such, and gives no file", async () => {
  for (const body of ["#,Subject\n1,a,b\n", "<html></html>"]) {
    const type = body.startsWith("<") ? "text/html" : "text/csv";
    const { context } = stubRedmine({
      ...redmineWith(3),
      "/issues.csv": () => new Response(body, { headers: { "content-type": type } }),
    });
    expect(await issuesFile.call({}, context)).toMatchObject({ isError: true, outcome: "not_redmine" });
  }
});
