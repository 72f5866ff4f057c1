import { expect, test } from "vitest";
import { allowed } from "../../../src/redmine/account.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

const member = (projectId: number, ...roleIds: number[]) => ({
  id: projectId,
  project: { id: projectId, name: "P" },
  roles: roleIds.map((id) => ({ id, name: "R" })),
});
const routes = (admin = false) => ({
  "/users/current.json": { user: { id: 5, admin, memberships: [member(1, 3, 4), member(2, 4)] } },
  "/roles/3.json": { role: { id: 3, permissions: ["edit_issues"] } },
  "/roles/4.json": { role: { id: 4, permissions: ["view_issues"] } },
});

test("any role in the project is enough", async () => {
  const { context } = stubRedmine(routes());
  expect(await allowed("edit_issues", 1, context.redmine)).toBe(true);
  expect(await allowed("edit_issues", 2, context.redmine)).toBe(false);
});

test("what others may do in a public project, Redmine does not tell", async () => {
  const { context } = stubRedmine(routes());
  expect(await allowed("edit_issues", 3, context.redmine)).toBeUndefined();
});

test("an administrator may do everything, but never more than the sign-in was granted", async () => {
  const free = stubRedmine(routes(true)).context;
  const narrow = stubRedmine(routes(true), new Set(["view_issues"])).context;
  expect(await allowed("edit_issues", 3, free.redmine)).toBe(true);
  expect(await allowed("edit_issues", 3, narrow.redmine)).toBe(false);
});

test("is asked for once in five minutes", async () => {
  const { context, requests } = stubRedmine(routes());
  await allowed("edit_issues", 1, context.redmine);
  const asked = requests.filter((request) => request !== "GET /users/current.json").length;
  await allowed("view_issues", 1, context.redmine);

  expect(requests.filter((request) => request !== "GET /users/current.json")).toHaveLength(asked);
});
