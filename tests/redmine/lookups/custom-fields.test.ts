import { expect, test } from "vitest";
import { chooseField, fieldsOf } from "../../../src/redmine/custom-fields.ts";
import { fieldGuide } from "../../../src/redmine/field-guide.ts";
import { fieldFilters } from "../../../src/redmine/filters.ts";
import { choose } from "../../../src/redmine/named-list.ts";
import { categoriesOf } from "../../../src/redmine/versions.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

// Redmine 5.0: fields “for all projects” are not declared by a project, and a reporter may not list its categories.
const alpha = { id: 1, name: "Alpha", identifier: "alpha" };
const people = [
  ["Alice Archer", "5", "active"],
  ["Bob Baker", "6", "active"],
];

function filtersPage(url: URL): string {
  const reviewer = { type: "list_optional", name: "Reviewer", remote: true };
  const filters = {
    cf_2: { type: "string", name: "Reference", values: null },
    cf_6: url.searchParams.has("cf_6") ? { ...reviewer, values: people } : reviewer,
  };
  return `<script>\nvar availableFilters = ${JSON.stringify(filters)};\n</script>`;
}

function oldRedmine() {
  return stubRedmine({
    "/projects/1.json": {
      project: { ...alpha, issue_custom_fields: [], issue_categories: [{ id: 3, name: "Docs" }] },
    },
    "/projects/1/issue_categories.json": new Response("", { status: 403 }),
    "/projects/1/issues.html": filtersPage,
    "/issues.json": ({ searchParams }: URL) => ({
      total_count: 1,
      issues: searchParams.has("tracker_id")
        ? []
        : [
            {
              id: 7,
              subject: "One",
              project: { id: 1, name: "Alpha" },
              tracker: { id: 1, name: "Bug" },
              status: { id: 1, name: "New" },
              priority: { id: 2, name: "Normal" },
              author: { id: 5, name: "Alice Archer" },
              created_on: "2026-01-01T09:00:00Z",
              updated_on: "2026-01-01T09:00:00Z",
              custom_fields: [{ id: 3, name: "Steps", value: "1." }],
            },
          ],
    }),
  });
}

test("fields that a project does not declare are known by its issues and by its filters", async () => {
  const { redmine } = oldRedmine().context;
  expect(await chooseField("steps", alpha, redmine)).toMatchObject({ id: 3 });
  expect(await chooseField("reviewer", alpha, redmine)).toMatchObject({ id: 6 });
  expect((await fieldsOf(alpha, redmine)).map(({ name }) => name)).toEqual(["Steps", "Reference", "Reviewer"]);
});

test("a field that cannot be known is refused with why", async () => {
  const { redmine } = oldRedmine().context;
  await expect(chooseField("Nope", alpha, redmine)).rejects.toThrow(
    "There are: Steps, Reference, Reviewer. Redmine before 5.1 tells only fields that the project's issues have or are filtered by: set another one in Redmine on one issue first.",
  );
});

test("their filters come with the people to choose from", async () => {
  const { redmine } = oldRedmine().context;
  const filters = await fieldFilters(1, [6], redmine);
  expect(filters?.get(6)?.values).toEqual([
    { label: "Alice Archer", value: "5", group: "active" },
    { label: "Bob Baker", value: "6", group: "active" },
  ]);
});

test("a project's overview has them too", async () => {
  const { redmine } = oldRedmine().context;
  const project = { id: 1, trackers: [{ id: 1, name: "Bug" }], issue_custom_fields: [] };
  const guide = await fieldGuide(project, redmine);
  expect(guide.fields.map(({ name, format }) => [name, format])).toEqual([
    ["Steps", undefined],
    ["Reference", "string"],
    ["Reviewer", "list"],
  ]);
});

test("categories that may not be listed are those that the project shows", async () => {
  const { redmine } = oldRedmine().context;
  expect(await choose(categoriesOf(alpha), "docs", redmine)).toEqual({ id: 3, name: "Docs" });
});
