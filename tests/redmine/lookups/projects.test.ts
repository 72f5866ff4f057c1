import { expect, test } from "vitest";
import { resolveProject } from "../../../src/redmine/projects.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

const rows = [
  { id: 1, name: "Alpha", identifier: "alpha", status: 1 },
  { id: 2, name: "Mobile", identifier: "mobile", status: 1 },
  { id: 3, name: "Mobile", identifier: "old-mobile", status: 5, parent: { id: 1, name: "Alpha" } },
  { id: 4, name: "2026", identifier: "year", status: 1 },
  { id: 2026, name: "Later", identifier: "later", status: 1 },
];

function redmineWith(projects: readonly object[]) {
  return stubRedmine({
    "/projects.json": ({ searchParams }) => {
      const offset = Number(searchParams.get("offset"));
      return { projects: projects.slice(offset, offset + 100), total_count: projects.length };
    },
  });
}

const resolved = async (given: string | number, { context } = redmineWith(rows)) =>
  (await resolveProject(given, context.redmine)).id;

test("an identifier comes before a name, a name before the digits of an id; a number is an id", async () => {
  expect(await resolved("ALPHA")).toBe(1);
  expect(await resolved(" later ")).toBe(2026);
  expect(await resolved("mobile")).toBe(2);
  expect(await resolved("2026")).toBe(4);
  expect(await resolved(2026)).toBe(2026);
  expect(await resolved("3")).toBe(3);
});

test("a name of several projects answers with what tells them apart", async () => {
  const twins = redmineWith([
    { id: 1, name: "Web", identifier: "web-a", status: 1 },
    { id: 2, name: "Web", identifier: "web-b", status: 5, parent: { id: 9, name: "Archive" } },
  ]);
  await expect(resolved("web", twins)).rejects.toThrow(
    "“web” fits 2 of kind project: web-a (Web); web-b (Web, in Archive). Call again with the identifier.",
  );
});

test("a name that is not there is looked for once more, then refused with what there is", async () => {
  const redmine = redmineWith(rows.slice(0, 2));
  expect(await resolved("alpha", redmine)).toBe(1);
  await expect(resolved("alhpa", redmine)).rejects.toThrow(
    "There is no project “alhpa” that this user can use. Did you mean alpha? There are: alpha, mobile.",
  );
  expect(redmine.requests).toHaveLength(2);
});

test("a refusal names a project once whose identifier is its name, written as identifiers are", async () => {
  const redmine = redmineWith([
    { id: 1, name: "Harbour Office", identifier: "harbour-office", status: 1 },
    { id: 2, name: "Ships", identifier: "fleet", status: 1 },
  ]);
  await expect(resolved("harbor office", redmine)).rejects.toThrow(
    "can use. Did you mean harbour-office? There are: harbour-office, fleet, Ships.",
  );
  await expect(resolved("shipyard", redmine)).rejects.toThrow("can use. There are: harbour-office, fleet, Ships.");
});

test("a project made a minute ago is found", async () => {
  const projects: object[] = [...rows];
  const redmine = redmineWith(projects);
  await resolved("alpha", redmine);
  projects.push({ id: 7, name: "New", identifier: "new", status: 1 });
  expect(await resolved("new", redmine)).toBe(7);
});

test("of many thousand projects 2,000 are read; the rest is found by identifier", async () => {
  const many = Array.from({ length: 5_000 }, (_, at) => ({
    id: at + 1,
    name: `P ${at}`,
    identifier: `p-${at}`,
    status: 1,
  }));
  const redmine = redmineWith(many);
  expect(await resolved("P 1999", redmine)).toBe(2_000);
  expect(redmine.requests).toHaveLength(20);
  await expect(resolved("P 4999", redmine)).rejects.toThrow(
    "Only the first 2000 of 5000 projects were compared by name",
  );

  const knowing = stubRedmine({
    "/projects.json": () => ({ projects: many.slice(0, 100), total_count: 2_001 }),
    "/projects/p-4999.json": { project: { id: 5_000, name: "P 4999", identifier: "p-4999" } },
  });
  expect(await resolved("p-4999", knowing)).toBe(5_000);
});
