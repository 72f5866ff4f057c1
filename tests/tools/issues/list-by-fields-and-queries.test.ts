import { beforeEach, describe, expect, test } from "vitest";
import type { SampleRedmine } from "../../../src/sample-redmine/redmine.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { type Person, personOf } from "../../support/person.ts";
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

describe("custom fields as conditions", () => {
  test("that Redmine filters by are sent", async () => {
    const query = await queryOf({ project_id: "alpha", custom_fields: { severity: ["High", "Low"] } });
    expect(query.get("cf_1")).toBe("=High|Low");
  });

  test("take names where Redmine wants ids, and days, numbers and texts in their own way", async () => {
    const values = { Reviewer: [["Bob Baker", "6"]], Severity: ["Low", "High"] };
    const kinds = {
      1: "Severity",
      2: "Customer reference",
      3: "Steps to reproduce",
      6: "Reviewer",
      7: "Promised on",
      8: "Internal cost",
    };
    const types = { 1: "list_optional", 2: "string", 3: "text", 6: "list_optional", 7: "date", 8: "float" };
    const filters = Object.entries(kinds).map(([id, name]) => [
      `cf_${id}`,
      { name, type: types[Number(id) as keyof typeof types], values: values[name as keyof typeof values] },
    ]);
    const page = `<script>\nvar availableFilters = ${JSON.stringify(Object.fromEntries(filters))};\n</script>`;
    const person = personOf(sample, "alice", { page: () => new Response(page) });

    const query = await queryOf(
      {
        project_id: "alpha",
        custom_fields: {
          Reviewer: "bob baker",
          Severity: "!High",
          "Customer reference": "~REF",
          "Steps to reproduce": "login",
          "Promised on": ">=2026-03-01",
          "Internal cost": "5..10",
        },
      },
      person,
    );

    expect(query.get("cf_6")).toBe("=6");
    expect(query.get("cf_1")).toBe("!High");
    expect(query.get("cf_2")).toBe("~REF");
    expect(query.get("cf_3")).toBe("~login");
    expect(query.get("cf_7")).toBe(">=2026-03-01");
    expect(query.get("cf_8")).toBe("><5|10");

    const wrong = await person.call(listIssues, { project_id: "alpha", custom_fields: { Severity: "Hi" } });
    expect(wrong.text).toMatch(/no value of Severity “Hi”.*Low, High/);
  });

  const ignored = { project_id: "alpha", custom_fields: { "Steps to reproduce": "x" } };

  test("that Redmine would ignore are refused, because it would list everything", async () => {
    const { text, isError, requests } = await alice.call(listIssues, ignored);

    expect(isError).toBe(true);
    expect(text).toMatch(/does not filter by “Steps to reproduce”.*columns=/);
    expect(requests.filter((request) => request.includes("limit=25"))).toEqual([]);
  });

  test("are tried with an impossible value where Redmine's page does not tell which it filters by", async () => {
    const person = personOf(sample, "alice", { page: () => new Response(null, { status: 404 }) });

    const refused = await person.call(listIssues, ignored);
    const query = await queryOf({ project_id: "alpha", custom_fields: { Severity: "High" } }, person);

    expect(refused.text).toMatch(/does not filter by “Steps to reproduce”/);
    expect(refused.requests.at(-1)).toContain("cf_3==no issue has this value");
    expect(query.get("cf_1")).toBe("=High");
  });
});

describe("saved queries", () => {
  test("are found by name, with the project they belong to", async () => {
    const query = await queryOf({ query_id: "open bugs" });

    expect(query.get("query_id")).toBe("8");
    expect(query.get("project_id")).toBe("1");
    expect(query.has("status_id")).toBe(false);
    expect(query.has("sort")).toBe(false);
  });

  test("are not mixed with conditions, which Redmine would ignore", async () => {
    const { text, isError } = await alice.call(listIssues, { query_id: "Open bugs", status_id: "closed", due: "none" });

    expect(isError).toBe(true);
    expect(text).toMatch(/Redmine would ignore status_id, due/);
  });

  test("of others are not found", async () => {
    const { text, isError } = await personOf(sample, "bob").call(listIssues, { query_id: "My watch list" });

    expect(isError).toBe(true);
    expect(text).toContain("no saved query “My watch list”");
  });
});

describe("a bar in a value", () => {
  test("is sent in the form that keeps it, with every other condition", async () => {
    const query = await queryOf({
      project_id: "alpha",
      subject: "a|b",
      status_id: "!New",
      due: "2026-01-01..2026-02-01",
    });

    expect(query.getAll("f[]").toSorted()).toEqual(["due_date", "status_id", "subject"]);
    expect([query.get("op[subject]"), query.getAll("v[subject][]")]).toEqual(["~", ["a|b"]]);
    expect([query.get("op[status_id]"), query.getAll("v[status_id][]")]).toEqual(["!", ["1"]]);
    expect([query.get("op[due_date]"), query.getAll("v[due_date][]")]).toEqual(["><", ["2026-01-01", "2026-02-01"]]);
    expect([query.get("project_id"), query.get("limit"), query.has("subject")]).toEqual(["1", "25", false]);
  });

  const filtersPage = () => {
    const values = ["none", "A|B", "!x", "Low", "High"];
    const people = [
      ["<< mich >>", "me"],
      ["Bob Baker", "6", "aktiv"],
    ];
    const filters = {
      cf_1: { name: "Severity", type: "list_optional", values },
      cf_6: { name: "Reviewer", type: "list_optional", values: people },
      cf_8: { name: "Internal cost", type: "float" },
    };
    return new Response(`<script>\nvar availableFilters = ${JSON.stringify(filters)};\n</script>`);
  };
  const ask = (custom_fields: object) =>
    queryOf({ project_id: "alpha", custom_fields }, personOf(sample, "alice", { page: filtersPage }));

  test.each<[unknown, string, string[]]>([
    ["A|B", "=", ["A|B"]],
    ["A｜B", "=", ["A|B"]], // as tables show it
    ["!A|B", "!", ["A|B"]],
    [["A|B", "Low"], "=", ["A|B", "Low"]],
  ])("belongs to a custom field's value of that name: %j", async (Severity, operator, values) => {
    const query = await ask({ Severity });
    expect([query.get("op[cf_1]"), query.getAll("v[cf_1][]")]).toEqual([operator, values]);
  });

  test.each<[object, string, string]>([
    [{ Severity: "Low|High" }, "cf_1", "=Low|High"],
    [{ Severity: "!Low|High" }, "cf_1", "!Low|High"],
    [{ Severity: "!x" }, "cf_1", "=!x"],
    [{ Severity: ["none"] }, "cf_1", "=none"],
    [{ Severity: "" }, "cf_1", "!*"],
    [{ Severity: "!" }, "cf_1", "*"],
    [{ Reviewer: "Baker, Bob" }, "cf_6", "=6"],
    [{ Reviewer: "baker" }, "cf_6", "=6"],
  ])("%j is sent as %s %s", async (fields, name, sent) => {
    expect((await ask(fields)).get(name)).toBe(sent);
  });

  test.each([
    [{ Severity: "none" }, /“none” is one of its values and also means no value. Give \["none"\]/],
    [{ "Internal cost": [5, 6] }, /one value at a time/],
  ])("%j is refused with what to give", async (custom_fields, sentence) => {
    const person = personOf(sample, "alice", { page: filtersPage });
    const { text, isError } = await person.call(listIssues, { project_id: "alpha", custom_fields });
    expect([isError, text]).toEqual([true, expect.stringMatching(sentence)]);
  });
});
