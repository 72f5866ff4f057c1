import { expect, test } from "vitest";
import { deleteProject } from "../../../src/tools/projects/project-status.ts";
import { getProject, listProjectsTool } from "../../../src/tools/projects/read-projects.ts";
import { type Routes, stubRedmine } from "../../support/stub-redmine.ts";

const projects = [
  { id: 1, name: "Alpha", identifier: "alpha", status: 1 },
  { id: 2, name: "Mobile", identifier: "mobile", status: 1, parent: { id: 1, name: "Alpha" } },
  { id: 3, name: "Done", identifier: "done", status: 5 },
];
const named = (...names: string[]) => names.map((name, at) => ({ id: at + 1, name }));

const form = (required: string) => `<div id="all_attributes">
<p><label for="issue_custom_field_values_4"><span>Environment</span>${required}</label><select name="issue[custom_field_values][4]" class="list_cf cf_4"><option value="Staging">Staging</option><option value="Live">Live</option></select></p></div>`;

const routes: Routes = {
  "/projects.json": ({ searchParams }) => {
    const rows = projects.filter(({ parent }) => !searchParams.has("parent_id") || parent?.id === 1);
    return { projects: rows, total_count: rows.length };
  },
  "/users/current.json": { user: { id: 5, memberships: [{ id: 1, project: { id: 2, name: "Mobile" }, roles: [] }] } },
  "/projects/alpha.json": {
    project: {
      ...projects[0],
      description: "The **main** project.\r\nSecond line",
      is_public: false,
      trackers: named("Bug", "Support"),
      issue_categories: named("Backend"),
      time_entry_activities: named("Design"),
      enabled_modules: [{ name: "issue_tracking" }, { name: "wiki" }],
      issue_custom_fields: [{ id: 4, name: "Environment" }],
      custom_fields: [{ id: 9, name: "Cost centre", value: "CC-1" }],
    },
  },
  "/projects/1/memberships.json": {
    memberships: [
      { id: 1, user: { id: 5, name: "Alice Archer" }, roles: named("Manager") },
      { id: 2, group: { id: 9, name: "Team" }, roles: named("Developer") },
    ],
    total_count: 2,
  },
  "/projects/1/versions.json": {
    versions: [
      { id: 1, name: "1.0", status: "closed" },
      { id: 2, name: "1.1", status: "open", due_date: "2026-04-01" },
      { id: 3, name: "2.0", status: "locked" },
    ],
  },
  "/enumerations/issue_priorities.json": {
    issue_priorities: [
      { id: 1, name: "Low" },
      { id: 2, name: "Normal", is_default: true },
    ],
  },
  "/issues.json": {
    issues: [
      { id: 61, tracker: { id: 1, name: "Bug" }, custom_fields: [] },
      { id: 62, tracker: { id: 2, name: "Support" }, custom_fields: [{ id: 4, name: "Environment", value: "" }] },
    ],
  },
  "/issues/61.html": "<html>no form</html>",
  "/issues/62.html": form('<span class="required"> *</span>'),
  "/news.html": "/assets/jstoolbar/common_mark-1.js",
};
const overview = async (changed: Routes = {}) =>
  (await getProject.call({ project_id: "alpha" }, stubRedmine({ ...routes, ...changed }).context)).text;

test("a project tells all that one needs to create something in it", async () => {
  expect(
    (await overview()).replace(/redmine-\w+/g, "redmine"),
  ).toBe(`An open project. Not public. The user is a member. Texts here are Markdown. * required.
<redmine>
# Alpha (alpha, id 1)
Description:
  The **main** project.
  Second line
Cost centre: CC-1
Subprojects: Mobile (mobile)
Modules: issue_tracking, wiki
Members: Alice Archer (Manager), group Team (Developer)
Trackers: Bug, Support
Priorities: Low, Normal (default)
Categories: Backend
Versions: 1.1 (due 2026-04-01), 2.0 (locked)
Closed versions: 1.0
Activities for time: Design
Custom fields of issues:
- Environment* (Support): one of Staging, Live
</redmine>`);
});

test("who may not edit issues gets the values from the filters, and is told what stays unknown", async () => {
  const filters = { cf_4: { type: "list_optional", name: "Environment", values: ["Staging", "Live"] } };
  const text = await overview({
    "/issues/62.html": "<html>no form</html>",
    "/projects/1/issues.html": `var availableFilters = ${JSON.stringify(filters)};`,
  });
  expect(text).toContain("- Environment (Support): out of Staging, Live");
  expect(text).toContain("Redmine does not tell this user which custom fields are required: creating an issue does.");
});

test("parts that the user may not see are left out, not failed on", async () => {
  const forbidden = new Response("", { status: 403 });
  const text = await overview({
    "/projects/1/memberships.json": forbidden,
    "/projects/1/versions.json": undefined,
    "/issues.json": forbidden,
    "/news.html": forbidden,
  });
  expect(text).toContain("Members: not visible to this user");
  expect(text).toContain("- Environment\n");
  expect(text).not.toContain("Texts here are");
});

test("a project of any size keeps to the budget", async () => {
  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `${at}${"n".repeat(length)}` }));
  const options = many(500, 200)
    .map(({ name }) => `<option value="${name}">${name}</option>`)
    .join("");
  const fields = many(100, 80).map(
    ({ id, name }) =>
      `<p><label><span>${name}</span></label><select name="issue[custom_field_values][${id}]" class="list_cf cf_${id}">${options.slice(0, 12_000)}</select></p>`,
  );
  const text = await overview({
    "/projects/alpha.json": {
      project: {
        ...projects[0],
        description: "d".repeat(5_000_000),
        trackers: many(50, 200),
        issue_categories: many(500, 200),
        issue_custom_fields: many(100, 80),
        enabled_modules: [{ name: "issue_tracking" }],
        custom_fields: many(100, 100).map((field) => ({ ...field, value: "v".repeat(10_000) })),
      },
    },
    "/projects/1/memberships.json": {
      memberships: many(100, 200).map((user) => ({ id: user.id, user, roles: many(20, 100) })),
      total_count: 100,
    },
    "/projects/1/versions.json": { versions: many(500, 200).map((version) => ({ ...version, status: "open" })) },
    "/issues/61.html": `<div id="all_attributes">${fields.join("\n")}`,
  });
  expect(text.length).toBeLessThanOrEqual(40_000);
  expect(text).toMatch(/<\/redmine-\w+>$/);
});

test("the list is a tree of what is open", async () => {
  const { text } = await listProjectsTool.call({}, stubRedmine(routes).context);
  expect(text.replace(/redmine-\w+/g, "redmine")).toBe(`2 projects. Closed ones are left out (1).
<redmine>
- Alpha (alpha)
  - Mobile (mobile)
</redmine>`);
});

test("it can be narrowed to a word and to the user's own, and shows closed ones on demand", async () => {
  const list = async (args: object) => (await listProjectsTool.call(args, stubRedmine(routes).context)).text;
  expect(await list({ query: "MOB" })).toContain("1 project found. Closed ones are left out (1).");
  expect(await list({ mine: true })).toContain("- Mobile (mobile, in Alpha)");
  expect(await list({ closed: true })).toContain("- Done (done, closed)");
  expect(await list({ query: "none" })).toBe("No projects found. Closed ones are left out (1).");
});

test("two thousand long names come in parts", async () => {
  const many = Array.from({ length: 100 }, (_, at) => ({
    id: at,
    name: `${at} ${"n".repeat(255)}`,
    identifier: `p${"x".repeat(90)}${at}`,
    status: 1,
  }));
  const redmine = stubRedmine({
    "/projects.json": ({ searchParams }) => ({
      projects: many.map((row) => ({ ...row, id: row.id + Number(searchParams.get("offset")) })),
      total_count: 2_000,
    }),
  });
  const first = await listProjectsTool.call({}, redmine.context);
  expect(first.text.length).toBeLessThanOrEqual(40_000);
  const [, next] = /More: offset (\d+)/.exec(first.text) ?? [];
  const second = await listProjectsTool.call({ offset: Number(next) }, redmine.context);
  expect(second.text).toContain("2000 projects.");
});

test("a project that Redmine deletes in the background is told as such, not as still there", async () => {
  let status = 1;
  const project = () => ({ project: { id: 1, name: "Alpha", identifier: "alpha", status } });
  const { context } = stubRedmine({
    ...routes,
    "/projects/alpha.json": project,
    "/projects/1.json": (_, { method }) => {
      if (method === "DELETE") status = 10;
      return method === "DELETE" ? new Response(null, { status: 204 }) : project();
    },
    "/projects.json": { projects: [project().project], total_count: 1 },
    ...Object.fromEntries(
      ["issues", "time_entries", "news"].map((kind) => [`/${kind}.json`, { [kind]: [], total_count: 0 }]),
    ),
    "/projects/1/news.json": { news: [], total_count: 0 },
  });

  const question = await deleteProject.call({ project_id: "alpha" }, context);
  expect(question.text).toContain("Nothing was done yet.");
  const { text, isError } = await deleteProject.call({ project_id: "alpha", confirm: "Alpha (alpha)" }, context);

  expect(text).toMatch(/^Redmine is deleting project alpha in the background: no list has it any more/);
  expect(isError).toBeFalsy();
  const overview = await getProject.call({ project_id: "alpha" }, context);
  expect(overview.text).toMatch(/^Redmine is deleting this project: nothing in it can be changed\./);
});
