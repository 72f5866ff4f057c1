import { z } from "zod";
import { foreign } from "../format/clean.ts";
import { lockedMembers, ownAccount, searchPeople } from "./accounts.ts";
import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
import { pageFilters } from "./filters.ts";
import { limits } from "./limits.ts";
import { ambiguousName, choose, entries, find, type NamedList } from "./named-list.ts";
import { allPages, type Page, pageSize } from "./paging.ts";
import { path } from "./path.ts";
import type { Project } from "./projects.ts";
import { named } from "./values.ts";

const role = named.extend({ inherited: z.boolean().optional() });

/** A person or a group in a project. */
export const membership = z.object({
  id: z.number(),
  project: named.optional(),
  user: named.optional(),
  group: named.optional(),
  roles: z.array(role).default([]),
});

export type Membership = z.output<typeof membership>;

export const membershipList = z.object({ memberships: z.array(membership), total_count: z.number().optional() });

export const person = z.object({ user: z.object({ id: z.number(), firstname: z.string(), lastname: z.string() }) });

export interface Member {
  id: number;
  name: string;
  group: boolean;
  roles: readonly string[];
}

/** The people and groups of a project, by display name: the only list of people that is open to everybody. */
export function membersOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Member> {
  return {
    kind: `members:${id}`,
    what: `member of ${foreign(name)}`,
    load: (redmine) => loadMembers({ id, name }, redmine),
    detail: ({ group, roles }) => (group ? "group" : roles.join("/")),
  };
}

/** Without locked accounts, where Redmine tells them: they can be given nothing. */
function unlockedMembersOf(project: Of): NamedList<Member> {
  const members = membersOf(project);
  return {
    ...members,
    kind: `unlocked-${members.kind}`,
    load: async (redmine) => {
      const isLocked = await lockedMembers(project, redmine);
      return (await entries(members, redmine)).filter(({ id, group }) => group || !isLocked?.(id));
    },
  };
}

type Of = Pick<Project, "id" | "name">;

async function loadMembers(project: Of, redmine: RedmineReader): Promise<Member[]> {
  return allPages((offset) => membersFrom(offset, project, redmine), limits.members);
}

/** The first page of members, and how many there are. */
export async function firstMembers(
  project: Of,
  redmine: RedmineReader,
): Promise<{ members: readonly Member[]; total: number }> {
  const { rows, total } = await membersFrom(0, project, redmine);
  return { members: rows, total: total ?? rows.length };
}

async function membersFrom(offset: number, { id, name }: Of, redmine: RedmineReader): Promise<Page<Member>> {
  const { memberships, total_count } = await redmine.get(path`projects/${id}/memberships.json`, membershipList, {
    what: `the members of ${foreign(name)}`,
    query: { limit: pageSize, offset },
  });
  const rows = memberships.flatMap(({ user, group, roles }) => {
    const who = user ?? group;
    if (!who) return [];
    return [{ id: who.id, name: who.name, group: !user, roles: [...new Set(roles.map((role) => role.name))] }];
  });
  return { rows, total: total_count };
}

/**
 * The people of all projects this person sees, by display name: those that the issue list can be filtered by. The list of
 * users itself is for administrators.
 */
export const people: NamedList<{ id: number; name: string }> = {
  kind: "people",
  what: "person",
  load: async (redmine) => {
    const filters = await pageFilters(redmine, path`issues.html`, { author_id: "me" });
    return (filters?.get("author_id")?.values ?? []).flatMap(({ label, value }) => {
      const id = Number(value);
      return Number.isInteger(id) && id > 0 ? [{ id, name: label }] : [];
    });
  },
  hint: "People whose projects this user cannot see can be given by id only.",
};

/**
 * A person or group by display name: first among the project's members, then among everybody this person sees.
 * A number is taken as it is: people outside one's projects can be meant by id only.
 */
export async function choosePerson(
  input: string | number,
  project: Pick<Project, "id" | "name"> | undefined,
  redmine: RedmineReader,
): Promise<{ id: number; name?: string }> {
  if (typeof input === "number") return { id: input };

  // a number in quotes may be a member's name; that of nobody is an id
  const member = project && (await unless(["forbidden"], findMember(input, project, redmine)));
  if (member) return member;
  if (/^\d+$/.test(input.trim())) return { id: Number(input) };
  const person = await find(people, input, redmine);
  const named = person ?? onePerson(input, await entries(people, redmine), people.what);
  if (named) return named;
  const self = await ownLogin(input, redmine);
  if (self) return self;
  const fitting = await searchPeople(input, people, redmine);
  if (fitting.length > 1) {
    const candidates = fitting.map(({ id, name }) => `${id} (${name})`);
    throw ambiguousName(people.what, input, candidates, "number");
  }
  return fitting[0] ?? choose(people, input, redmine);
}

/** A member by display name, else the only one of this first or last name. Throws LookupRefusal. */
export async function chooseMember(
  input: string | number,
  project: Pick<Project, "id" | "name">,
  redmine: RedmineReader,
): Promise<{ id: number; name?: string }> {
  const member = await findMember(input, project, redmine);
  return member ?? (await ownLogin(input, redmine)) ?? choose(unlockedMembersOf(project), input, redmine);
}

async function findMember(
  input: string | number,
  project: Pick<Project, "id" | "name">,
  redmine: RedmineReader,
): Promise<Member | undefined> {
  const members = membersOf(project);
  const exact = await find(members, input, redmine);
  if (exact || typeof input === "number") return exact;
  return onePerson(input, await entries(members, redmine), members.what);
}

/** The person whose name has all the words, in any order. Refuses several, and names only those. */
export function onePerson<T extends { id: number; name: string }>(
  input: string,
  known: readonly T[],
  what: string,
): T | undefined {
  const words = wordsOf(input);
  if (words.length === 0) return undefined;
  const fitting = known.filter(({ name }) => {
    const parts = new Set(wordsOf(name));
    return words.every((word) => parts.has(word));
  });
  if (fitting.length > 1) {
    throw ambiguousName(
      what,
      input,
      fitting.map(({ id, name }) => `${id} (${name})`),
      "number",
    );
  }
  return fitting[0];
}

const longestName = 1_000; // characters; Redmine's have 255 at most

function wordsOf(name: string): string[] {
  return name
    .slice(0, longestName)
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
}

/** Redmine shows nobody but administrators the logins of others; one's own is known. */
async function ownLogin(input: string | number, redmine: RedmineReader): Promise<{ id: number } | undefined> {
  const user = await ownAccount(redmine);
  return user?.login && user.login.toLowerCase() === String(input).trim().toLowerCase() ? { id: user.id } : undefined;
}

type PersonNames = z.output<typeof person>["user"];

/** Redmine's formats of display names, but for the login (Administration → Settings → Display). */
const nameFormats: readonly ((names: PersonNames) => string)[] = [
  ({ firstname, lastname }) => `${firstname} ${lastname}`,
  ({ firstname, lastname }) => `${lastname}, ${firstname}`,
  ({ firstname, lastname }) => `${lastname} ${firstname}`,
  ({ firstname, lastname }) => `${lastname}${firstname}`,
  ({ firstname }) => firstname,
  ({ lastname }) => lastname,
  ({ firstname, lastname }) => `${firstname} ${lastname.charAt(0)}.`,
  ({ firstname, lastname }) => `${firstname.replace(/(\p{L})\p{L}*\.?/gu, "$1.")} ${lastname}`,
];

const ownIssue = z.object({ issues: z.array(z.object({ author: named.optional() })) });

/** How this Redmine writes names: the format that makes the signed-in person's own display name of their names. */
function nameFormat(redmine: RedmineReader): Promise<(names: PersonNames) => string> {
  return redmine.lookups.get("name format", async () => {
    const query = { author_id: "me", status_id: "*", limit: 1 };
    const [me, own] = await Promise.all([
      unless(["not_redmine"], redmine.get(path`users/current.json`, person, { what: "the signed-in user" })),
      unless(["forbidden"], redmine.get(path`issues.json`, ownIssue, { what: "the user's own issues", query })),
    ]);
    const displayName = own?.issues[0]?.author?.name;
    const usual = ({ firstname, lastname }: PersonNames) => `${firstname} ${lastname}`.trim();
    return nameFormats.find((format) => me && format(me.user) === displayName) ?? usual;
  });
}

/** The display name of somebody by id, or undefined where this person may not see them (or it is a group). */
export async function personName(id: number, redmine: RedmineReader): Promise<string | undefined> {
  const { name } = await redmine.lookups.get(`person:${id}`, async () => {
    const answer = await unless(
      ["forbidden", "not_found"],
      redmine.get(path`users/${id}.json`, person, { what: `user ${id}` }),
    );
    return { name: answer && (await nameFormat(redmine))(answer.user).trim() };
  });
  return name;
}
