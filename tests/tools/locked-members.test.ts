import { expect, test } from "vitest";
import { createIssue } from "../../src/tools/issues/create-issue.ts";
import { listIssues } from "../../src/tools/issues/list-issues.ts";
import { listMembers } from "../../src/tools/members.ts";
import { withoutMarks } from "../support/person.ts";
import { type Routes, stubRedmine } from "../support/stub-redmine.ts";
import { named } from "./suites/record-kinds.ts";

// Redmine's memberships have locked people like all others; the filter by author has not, or has them apart.

const project = { ...named(1, "Alpha"), identifier: "alpha", status: 1, trackers: [named(1, "Bug")] };
const people = [named(5, "Alice Archer"), named(6, "Bob Baker"), named(7, "Carol, née Clark")];
const memberships = [
  ...people.map((user) => ({ id: user.id, user, roles: [named(4, "Dev")] })),
  { id: 9, group: named(20, "Team"), roles: [named(4, "Dev")] },
];
const page = (values: readonly (readonly string[])[]) =>
  new Response(
    `<script>\nvar availableFilters = ${JSON.stringify({ author_id: { type: "list", name: "Author", values } })};\n</script>`,
  );

function redmine(filters: Response | undefined, more: Routes = {}) {
  return stubRedmine({
    "/my/account.json": { user: { id: 5, login: "alice", memberships: [] } },
    "/users/current.json": { user: { id: 5, login: "alice", firstname: "Alice", lastname: "Archer" } },
    "/projects/alpha.json": { project },
    "/projects/1.json": { project },
    "/projects.json": { projects: [project], total_count: 1, offset: 0, limit: 100 },
    "/projects/1/memberships.json": { memberships, total_count: 4, offset: 0, limit: 100 },
    "/projects/1/issues.html": filters,
    ...more,
  });
}

const active = [
  ["<< ich >>", "me"],
  ["Alice Archer", "5", "aktiv"],
  ["Bob Baker", "6", "aktiv"],
  ["Anonym", "4"],
];

test.each([
  ["a person who does not see locked accounts", active],
  ["an administrator, to whom they stand apart", [...active, ["Carol, née Clark", "7", "gesperrt"]]],
])("list_members says who is locked, to %s", async (_, values) => {
  const { text } = await listMembers.call({ project_id: "alpha" }, redmine(page(values)).context);
  expect(text).toContain("Carol, née Clark (user 7): Dev (locked account)");
  expect(text).toContain("Bob Baker (user 6): Dev\n");
  expect(text).toContain("group Team (group 20): Dev\n");
});

test.each([
  ["without such a page", undefined],
  ["from a Redmine that names no states", page([["Alice Archer", "5"]])],
])("nobody is called locked %s", async (_, filters) => {
  const { text, isError } = await listMembers.call({ project_id: "alpha" }, redmine(filters).context);
  expect(isError, text).toBe(false);
  expect(text).not.toContain("locked");
});

test("a locked account is not offered as an assignee", async () => {
  const args = { project_id: "alpha", tracker_id: "Bug", subject: "A", assignee_id: "Nobody" };
  const { text } = await createIssue.call(args, redmine(page(active)).context);
  expect(text).toContain("Bob Baker");
  expect(text).not.toContain("Carol");
});

test("an assignee that Redmine refuses is told as a locked account", async () => {
  const refusal = () => Response.json({ errors: ["Zugewiesen an ist nicht gültig"] }, { status: 422 });
  const routes: Routes = {
    "/issues.json": (_, request) =>
      request.method === "POST" ? refusal() : { issues: [{ id: 3, custom_fields: [] }], total_count: 1 },
    "/issues/3.html": new Response(
      '<div id="all_attributes"><p><label for="issue_assigned_to_id">Zugewiesen an</label><select></select></p></div>',
    ),
  };
  const args = { project_id: "alpha", tracker_id: "Bug", subject: "A", assignee_id: "Carol, née Clark" };
  const { text, isError } = await createIssue.call(args, redmine(page(active), routes).context);
  expect(isError).toBe(true);
  expect(withoutMarks(text)).toContain(
    "Zugewiesen an: assignee_id. Number 7 is a locked account, or a group that takes no issues.",
  );
});

test("an unknown person costs one list and one look at the own account", async () => {
  const { context, requests } = redmine(undefined, { "/issues.html": page(active) });

  const { text } = await listIssues.call({ assignee_id: "Nobody Known" }, context);
  expect(text).toContain("There is no person “Nobody Known”");
  expect(requests.filter((request) => request.includes("/issues.html"))).toHaveLength(1);
  expect(requests.filter((request) => request.includes("/users/current.json"))).toHaveLength(1);
});
