import { describe, expect, test } from "vitest";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { withoutMarks } from "../../support/person.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

const project = { id: 1, name: "Alpha", identifier: "alpha" };
const fields = Array.from({ length: 108 }, (_, at) => ({ id: at + 1, name: `Owner ${at + 1}` }));
const people = [
  ["Alice Archer", "5"],
  ["Bob Baker", "6"],
  ["Kim Lee", "7"],
  ["Kim Lee", "8"],
  ["Alpha - Release 2.2", "90"],
  ["Beta - Release 2.2", "91"],
];

/** As Redmine does it: the query of a page is kept in a cookie of 4 kB, and more than 80 fields do not fit. */
function page({ searchParams }: URL): Response | string {
  const used = [...searchParams.keys()].filter((key) => key.startsWith("cf_"));
  if (used.length > 80) return new Response("", { status: 500 });
  const filters = fields.map(({ id, name }) => [
    `cf_${id}`,
    { type: "list_optional", name, remote: true, ...(used.includes(`cf_${id}`) && { values: people }) },
  ]);
  return `<script>\nvar availableFilters = ${JSON.stringify(Object.fromEntries(filters))};\n</script>`;
}

function redmine(issuesPage: (url: URL) => Response | string | undefined, value = "6") {
  return stubRedmine({
    "/projects/alpha.json": { project },
    "/projects.json": { projects: [project], total_count: 1 },
    "/projects/1.json": { project: { ...project, issue_custom_fields: fields } },
    "/projects/1/issues.html": issuesPage,
    "/issues.json": ({ searchParams }: URL) =>
      searchParams.get("cf_7") === "*"
        ? { issues: [{ custom_fields: [{ id: 7, name: "Owner 7", value }] }], total_count: 1 }
        : { issues: [], total_count: 0 },
  });
}

const sentValue = (requests: string[]) =>
  requests.flatMap((request) => new URL(request.slice(4), "http://redmine.test").searchParams.get("cf_7") ?? []).at(-1);

describe("a person field among 108", () => {
  const input = { project_id: "alpha", custom_fields: { "Owner 7": "bob baker" } };

  test("is filtered by the person's id", async () => {
    const { context, requests } = redmine(page);
    await listIssues.call(input, context);
    expect(sentValue(requests)).toBe("=6");
  });

  test("takes a version's name without the project that Redmine puts before it", async () => {
    const { context, requests } = redmine(page);
    await listIssues.call({ ...input, custom_fields: { "Owner 7": "release 2.2" } }, context);
    expect(sentValue(requests)).toBe("=90");
  });

  test("is one of at most 50 in a call, so that one call cannot cost Redmine hundreds of requests", async () => {
    const custom_fields = Object.fromEntries(fields.slice(0, 51).map(({ name }) => [name, "6"]));
    const { context, requests } = redmine(page);
    const { text, isError } = await listIssues.call({ ...input, custom_fields }, context);
    expect(isError).toBe(true);
    expect(text).toContain("custom_fields: give at most 50");
    expect(requests).toEqual([]);
  });

  test("asks which one is meant where two have the name", async () => {
    const { text, isError } = await listIssues.call(
      { ...input, custom_fields: { "Owner 7": "Kim Lee" } },
      redmine(page).context,
    );
    expect(isError).toBe(true);
    expect(text).toContain("7 (Kim Lee); 8 (Kim Lee)");
  });

  test("refuses a name that is none of its people", async () => {
    const { text, isError } = await listIssues.call(
      { ...input, custom_fields: { "Owner 7": "nobody of this name" } },
      redmine(page).context,
    );
    expect(isError).toBe(true);
    expect(withoutMarks(text)).toContain("There are: Alice Archer, Bob Baker");
  });

  test("is a failure where Redmine fails to tell its people, never an empty list", async () => {
    const { text, isError } = await listIssues.call(input, redmine(() => new Response("", { status: 500 })).context);
    expect(isError).toBe(true);
    expect(text).toContain("Redmine failed");
  });

  test("takes no name where Redmine has no page that tells its people, but the number", async () => {
    const refused = await listIssues.call(input, redmine(() => undefined).context);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain("stores as numbers. Give the number.");

    const { context, requests } = redmine(() => undefined);
    await listIssues.call({ ...input, custom_fields: { "Owner 7": "6" } }, context);
    expect(sentValue(requests)).toBe("=6");
  });

  test("takes a text as it is where the issues have texts in it", async () => {
    const { context, requests } = redmine(() => undefined, "Bob Baker");
    await listIssues.call(input, context);
    expect(sentValue(requests)).toBe("=bob baker");
  });
});
