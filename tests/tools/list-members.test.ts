import { expect, test } from "vitest";
import { listMembers } from "../../src/tools/members.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

const total = 2_300;

/** A project with more members than fit into an answer. */
const project = () =>
  stubRedmine({
    "/projects/big.json": { project: { id: 1, name: "Big", identifier: "big" } },
    "/projects/1/memberships.json": ({ searchParams }) => {
      const offset = Number(searchParams.get("offset"));
      const ids = Array.from({ length: Math.max(0, Math.min(100, total - offset)) }, (_, at) => offset + at + 1);
      const memberships = ids.map((id) => ({
        id,
        user: { id, name: `Person ${id}` },
        roles: [{ id: 4, name: "Dev" }],
      }));
      return { memberships, total_count: total };
    },
  });

test("many members are read page by page, with the number of all and where the rest begins", async () => {
  const { context, requests } = project();
  const { text } = await listMembers.call({ project_id: "big" }, context);
  expect(text).toMatch(/^2300 members\. More: offset 400\./);
  expect(text).toContain("Person 400 (user 400): Dev");
  expect(requests.filter((request) => request.includes("memberships"))).toHaveLength(4);
});

test("the rest is read from where the last answer ended", async () => {
  const { text } = await listMembers.call({ project_id: "big", offset: 2_250 }, project().context);
  expect(text).toMatch(/^2300 members\.\n/);
  expect(text).toContain("Person 2251 ");
  expect(text).toContain("Person 2300 ");
  expect((await listMembers.call({ project_id: "big", offset: 2_300 }, project().context)).text).toBe(
    "2300 members, none from offset 2300 on.",
  );
});
