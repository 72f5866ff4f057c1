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

interface Row {
  id: number;
  name: string;
  identifier: string;
  status: number;
  parent?: { id: number; name: string };
}

/** As Redmine answers: one project by id or identifier, a list by a part of the name, an export of the whole list. */
function redmineWith(projects: readonly Row[]) {
  return stubRedmine({
    "/projects.json": ({ searchParams }) => {
      const part = searchParams.get("name")?.replace("~", "").toLowerCase() ?? "";
      const rows = projects.filter(({ name }) => name.toLowerCase().includes(part));
      return { projects: rows.slice(0, 100), total_count: rows.length };
    },
    "/projects.csv": ({ searchParams }) => {
      const rows = projects.filter(({ status }) => searchParams.get("status")?.includes(String(status)));
      const lines = rows.map(({ name, identifier, parent }) => `${name},${identifier},${parent?.name ?? ""}`);
      return new Response(["Name,Identifier,Subproject of", ...lines, ""].join("\n"), {
        headers: { "content-type": "text/csv" },
      });
    },
    ...Object.fromEntries(
      projects.flatMap((project) =>
        [project.id, project.identifier].map((key) => [`/projects/${key}.json`, { project }] as const),
      ),
    ),
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

test("one project is one small request, asked once", async () => {
  const redmine = redmineWith(rows);
  await resolved("alpha", redmine);
  await resolved(" ALPHA ", redmine);
  await resolved(2026, redmine);
  expect(redmine.requests).toEqual(["GET /projects/alpha.json", "GET /projects/2026.json"]);
});

test("a name is one request with a part of the name", async () => {
  const redmine = redmineWith([...rows, { id: 8, name: "Harbour office", identifier: "ho", status: 1 }]);
  expect(await resolved("harbour OFFICE", redmine)).toBe(8);
  expect(redmine.requests).toEqual(["GET /projects.json?status=1|5&limit=100&name=~harbour+OFFICE"]);
});

test("a Redmine that ignores the name, as before 5.0, is asked for the list", async () => {
  const all = redmineWith([{ id: 8, name: "Harbour office", identifier: "ho", status: 1 }]);
  const ignoring = stubRedmine({
    "/projects.json": {
      projects: [...rows, { id: 8, name: "Harbour office", identifier: "ho", status: 1 }],
      total_count: 6,
    },
    "/projects/ho.json": { project: { id: 8, name: "Harbour office", identifier: "ho" } },
  });
  expect(await resolved("harbour office", all)).toBe(8);
  expect(await resolved("harbour office", ignoring)).toBe(8);
});

test("a sign-in that may not read single projects finds them in the list", async () => {
  const list = stubRedmine({
    "/projects/alpha.json": new Response("", { status: 403 }),
    "/projects.json": ({ searchParams }) => ({
      projects: searchParams.has("name") ? rows.slice(0, 1) : rows,
      total_count: 1,
    }),
  });
  expect(await resolved("alpha", list)).toBe(1);
});

test("a name that is not there is refused with what there is; the list is not loaded again for the next one", async () => {
  const redmine = redmineWith(rows.slice(0, 2));
  expect(await resolved("alpha", redmine)).toBe(1);
  await expect(resolved("alhpa", redmine)).rejects.toThrow(
    "There is no project “alhpa” that this user can use. Did you mean alpha? There are: alpha, mobile.",
  );
  expect(redmine.requests).toHaveLength(5); // the project, the word as identifier and as name, the list with what is closed
  await expect(resolved("alpah", redmine)).rejects.toThrow("Did you mean alpha?");
  expect(redmine.requests).toHaveLength(7);
});

test("a refusal names a project once whose identifier is its name, written as identifiers are", async () => {
  const redmine = redmineWith([
    { id: 1, name: "Harbour Office", identifier: "harbour-office", status: 1 },
    { id: 2, name: "Ships", identifier: "fleet", status: 1 },
  ]);
  await expect(resolved("harbor office", redmine)).rejects.toThrow(
    "can use. Did you mean harbour-office? There are: harbour-office, fleet (Ships).",
  );
  await expect(resolved("shipyard", redmine)).rejects.toThrow("can use. There are: harbour-office, fleet (Ships).");
});

test("a project made a minute ago is found", async () => {
  const projects: Row[] = [...rows];
  const redmine = redmineWith(projects);
  await resolved("alpha", redmine);
  projects.push({ id: 7, name: "Brand new", identifier: "new", status: 1 });
  expect(await resolved("brand new", redmine)).toBe(7);
});

test("of many thousand projects the last is found by name and by identifier", async () => {
  const many = Array.from({ length: 5_000 }, (_, at) => ({
    id: at + 1,
    name: `P ${at}`,
    identifier: `p-${at}`,
    status: 1,
  }));
  const redmine = redmineWith(many);
  expect(await resolved("P 4999", redmine)).toBe(5_000);
  expect(await resolved("p-4998", redmine)).toBe(4_999);
  expect(redmine.requests).toHaveLength(2);
});
