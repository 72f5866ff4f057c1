import { expect, test } from "vitest";
import { allResources } from "../../src/tools/resources.ts";
import { type Routes, stubRedmine } from "../support/stub-redmine.ts";

const resource = (name: string) => {
  const found = allResources.find((each) => each.name === name);
  if (!found) throw new Error(`no resource ${name}`);
  return found;
};

const projects = [
  { id: 1, name: "Alpha", identifier: "alpha", status: 1 },
  { id: 2, name: "Great Mobile", identifier: "gm", status: 1 },
  { id: 3, name: "Alpha Archive", identifier: "archive", status: 5 },
];
const routes: Routes = {
  "/projects/alpha.json": { project: { id: 1, name: "Alpha", identifier: "alpha" } },
  "/projects.json": { projects, total_count: 3 },
  "/trackers.json": { trackers: [{ id: 1, name: "Bug", description: "What is broken" }] },
  "/issue_statuses.json": {
    issue_statuses: [
      { id: 1, name: "New", is_closed: false },
      { id: 5, name: "Closed", is_closed: true },
    ],
  },
  "/enumerations/issue_priorities.json": {
    issue_priorities: [
      { id: 1, name: "Low" },
      { id: 2, name: "Normal", is_default: true },
      { id: 9, name: "Gone", active: false },
    ],
  },
  "/users/current.json": {
    user: {
      id: 5,
      login: "alice",
      firstname: "Alice",
      lastname: "Archer",
      mail: "alice@example.net",
      api_key: "0123456789abcdef",
      custom_fields: [{ id: 1, name: "Salary", value: "7" }],
      memberships: [{ id: 1, project: { id: 1, name: "Alpha" }, roles: [{ id: 3, name: "Manager" }] }],
    },
  },
  "/issues.json": { issues: [{ id: 61 }, { id: 7 }, { id: 612 }] },
  "/projects/1/wiki/index.json": {
    wiki_pages: [
      { title: "User_guide", version: 1, updated_on: "2026" },
      { title: "Wiki", version: 1, updated_on: "2026" },
    ],
  },
  "/search.json": {
    results: [
      { id: 1, title: "Wiki: Guide", type: "wiki-page", url: "", datetime: "2026" },
      { id: 2, title: "Bug #1: guide", type: "issue", url: "", datetime: "2026" },
    ],
    total_count: 2,
  },
};

const read = async (name: string, parameters = {}) => {
  const { text, isError } = await resource(name).load(parameters, stubRedmine(routes).context);
  expect(isError).toBe(false);
  return text.replace(/redmine-\w+/g, "redmine");
};

test("the addresses are those that people were promised", () => {
  expect(allResources.map(({ uri }) => uri)).toEqual([
    "redmine://projects/active",
    "redmine://trackers",
    "redmine://statuses",
    "redmine://priorities",
    "redmine://users/me",
    "redmine://issues/{id}",
    "redmine://projects/{id}",
    "redmine://wiki/{project}/{title}",
    "redmine://issues.csv/{conditions}",
  ]);
  for (const { title, description, mimeType, isFile } of allResources) {
    expect(title).not.toBe("");
    expect(description).not.toBe("");
    expect(mimeType).toBe(isFile ? "text/csv" : "text/markdown");
  }
  expect(resource("wiki_page").arguments.map(({ name }) => name)).toEqual(["project", "title"]);
});

test("lists are read with names, ids and what matters of them", async () => {
  expect(await read("active_projects")).toContain("- Alpha (alpha)\n- Great Mobile (gm)\n");
  expect(await read("trackers")).toContain("- Bug (id 1): What is broken");
  expect(await read("statuses")).toContain("- New (id 1)\n- Closed (id 5): closed");
  expect(await read("priorities")).toBe(
    "Priorities: 2.\n<redmine>\n- Low (id 1)\n- Normal (id 2): default\n</redmine>",
  );
});

test("the signed-in user is told without the API key and without what was not asked for", async () => {
  const text = await read("me");
  expect(text).toBe(`The signed-in user, id 5.
<redmine>
# Alice Archer
Login: alice
Mail: alice@example.net
Projects and roles:
- Alpha: Manager
</redmine>`);
});

test("what cannot be read is explained", async () => {
  const unknown = await resource("project").load({ id: "alhpa" }, stubRedmine(routes).context);
  expect(unknown).toMatchObject({ isError: true, outcome: "unknown_name" });
  const missing = await resource("issue").load({ id: "9" }, stubRedmine(routes).context);
  expect(missing.text).toContain("Redmine has no issue #9");
});

test("parameters complete against what there is", async () => {
  const { context } = stubRedmine(routes);
  const complete = (name: string, parameter: string, value: string, given?: Record<string, string>) =>
    resource(name).complete(parameter, value, context, given);

  expect(await complete("issue", "id", "6")).toEqual(["61", "612"]);
  expect(await complete("project", "id", "mob")).toEqual(["gm"]);
  expect(await complete("project", "id", "al")).toEqual(["alpha"]);
  expect(await complete("wiki_page", "project", "")).toEqual(["alpha", "gm"]);
  expect(await complete("wiki_page", "title", "guide", { project: "alpha" })).toEqual(["User_guide"]);
  expect(await complete("wiki_page", "title", "gui")).toEqual(["Guide"]);
  expect(await complete("wiki_page", "title", "g")).toEqual([]);
  expect(await complete("trackers", "id", "1")).toEqual([]);
});

test("completion has at most a hundred values, and none where Redmine fails", async () => {
  const many = Array.from({ length: 100 }, (_, at) => ({
    id: at + 1,
    name: `P${at}`,
    identifier: `p-${at}`,
    status: 1,
  }));
  const paged: Routes = { "/projects.json": { projects: many, total_count: 300 } };
  expect(await resource("project").complete("id", "p", stubRedmine(paged).context)).toHaveLength(100);
  expect(await resource("issue").complete("id", "6", stubRedmine({}).context)).toEqual([]);
});
