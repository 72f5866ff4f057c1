import { describe, expect, test } from "vitest";
import { choose } from "../../../src/redmine/named-list.ts";
import { choosePerson, membersOf, onePerson, personName } from "../../../src/redmine/people.ts";
import { type Routes, stubRedmine } from "../../support/stub-redmine.ts";

const alpha = { id: 1, name: "Alpha" };

/** A project with so many members that Redmine needs several pages. */
function crowd(count: number): Routes {
  const everybody = Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    user: { id: 1_000 + at, name: at === count - 1 ? "Zoe Last" : `Person ${at}` },
    roles: [{ id: 4, name: at === 7 ? "Manager" : "Developer" }],
  }));
  return {
    "/projects/1/memberships.json": ({ searchParams }) => {
      const offset = Number(searchParams.get("offset"));
      const limit = Math.min(100, Number(searchParams.get("limit"))); // as Redmine does, silently
      return { memberships: everybody.slice(offset, offset + limit), total_count: count, offset, limit };
    },
  };
}

describe("members by display name", () => {
  test("are found on every page", async () => {
    const { context, requests } = stubRedmine(crowd(734));

    const found = await choose(membersOf(alpha), "zoe last", context.redmine);

    expect(found.id).toBe(1_733);
    expect(requests).toHaveLength(8);
  });

  test("of the same name are told apart by role and number, groups among them", async () => {
    const same = (id: number, role: string) => ({
      id,
      user: { id, name: "Sam Smith" },
      roles: [{ id: 1, name: role }],
    });
    const group = { id: 3, group: { id: 30, name: "Sam Smith" }, roles: [] };
    const memberships = [same(10, "Manager"), same(20, "Reporter"), group];
    const { context } = stubRedmine({ "/projects/1/memberships.json": { memberships, total_count: 3 } });

    await expect(choose(membersOf(alpha), "Sam Smith", context.redmine)).rejects.toThrow(
      "10 (Sam Smith, Manager); 20 (Sam Smith, Reporter); 30 (Sam Smith, group)",
    );
  });
});

describe("people in filters", () => {
  const filters = {
    author_id: {
      type: "list",
      name: "Author",
      values: [
        ["<< me >>", "me"],
        ["Gone Already", "77"],
      ],
    },
  };
  const page = `<script>\nvar availableFilters = ${JSON.stringify(filters)};\n</script>`;

  test("who left the project are found among everybody this person sees", async () => {
    const { context } = stubRedmine({ ...crowd(3), "/issues.html": page });
    expect(await choosePerson("gone already", alpha, context.redmine)).toMatchObject({ id: 77 });
  });

  test("are found without the permission to see members", async () => {
    const forbidden = { "/projects/1/memberships.json": new Response(null, { status: 403 }) };
    const { context } = stubRedmine({ ...forbidden, "/issues.html": page });
    expect(await choosePerson("Gone Already", alpha, context.redmine)).toMatchObject({ id: 77 });
  });

  test("outside all of one's projects can be meant by id only, and that is said", async () => {
    const { context, requests } = stubRedmine({ ...crowd(3), "/issues.html": page });

    await expect(choosePerson("Nobody Here", alpha, context.redmine)).rejects.toThrow(/by id only/);
    const asked = requests.length;
    expect(await choosePerson(4_711, alpha, context.redmine)).toEqual({ id: 4_711 });
    expect(requests).toHaveLength(asked);
  });
});

test.each([
  ["Archer, Alice", "Müller, Dieter"],
  ["Archer Alice", "Müller Dieter"],
  ["Alice", "Dieter"],
  ["A. Archer", "D. Müller"],
  ["Alice A.", "Dieter M."],
  ["Alice Archer", "Dieter Müller"],
  ["somebody else's format", "Dieter Müller"],
])("where names are shown as %s, one that only the account tells is %s", async (own, shown) => {
  const { context } = stubRedmine({
    "/users/current.json": { user: { id: 5, firstname: "Alice", lastname: "Archer" } },
    "/issues.json": { issues: [{ author: { id: 5, name: own } }] },
    "/users/9.json": { user: { id: 9, firstname: "Dieter", lastname: "Müller" } },
  });
  expect(await personName(9, context.redmine)).toBe(shown);
});

describe("somebody in no project of the list", () => {
  const users = [
    { id: 40, login: "mia", firstname: "Mia", lastname: "Stone" },
    { id: 41, login: "milo", firstname: "Milo", lastname: "Stone" },
    { id: 42, login: "zed", firstname: "Zed", lastname: "Other" },
  ];
  const routes = (admin: boolean): Routes => ({
    "/issues.html": "<html></html>",
    "/users/current.json": { user: { id: 5, login: "alice", firstname: "Alice", lastname: "Archer", admin } },
    "/users.json": { users, total_count: 3 },
  });

  test("is found by an administrator by name or login; several are candidates", async () => {
    const { context } = stubRedmine(routes(true));
    expect(await choosePerson("mia stone", undefined, context.redmine)).toMatchObject({ id: 40 });
    expect(await choosePerson("zed", undefined, context.redmine)).toMatchObject({ id: 42 });
    await expect(choosePerson("stone", undefined, context.redmine)).rejects.toThrow(
      "40 (Mia Stone, mia); 41 (Milo Stone, milo)",
    );
    await expect(choosePerson("nobody at all", undefined, context.redmine)).rejects.toThrow("There is no person");
  });

  test("is not asked for by others: Redmine shows them no list of users", async () => {
    const { context, requests } = stubRedmine(routes(false));
    await expect(choosePerson("mia stone", undefined, context.redmine)).rejects.toThrow("There is no person");
    expect(requests.filter((request) => request.startsWith("GET /users.json"))).toEqual([]);
  });
});

describe("a name as people say it", () => {
  const known = [
    { id: 5, name: "Archer, Alice" },
    { id: 6, name: "Anna Berg" },
    { id: 7, name: "Anna Lind" },
    { id: 8, name: "Müller, Dieter" },
  ];

  test.each([
    ["alice", 5],
    ["Alice Archer", 5],
    ["berg", 6],
    ["Dieter MÜLLER", 8],
  ])("%s is one person", (text, id) => {
    expect(onePerson(text, known, "person")?.id).toBe(id);
  });

  test("that several have names only those, and an unknown one nobody", () => {
    expect(() => onePerson("Anna", known, "person")).toThrow(/fits 2 .*6 \(Anna Berg\); 7 \(Anna Lind\)/);
    expect(onePerson("Ann", known, "person")).toBeUndefined();
    expect(onePerson(" ", known, "person")).toBeUndefined();
  });
});
