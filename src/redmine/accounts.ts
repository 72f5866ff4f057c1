import { z } from "zod";
import { line } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";
import { pageMissing, unless } from "./failure.ts";
import { pageFilters } from "./filters.ts";
import { entries, type NamedList } from "./named-list.ts";
import { path } from "./path.ts";

const mostAsked = 100;

const userList = z.object({
  users: z.array(
    z.object({ id: z.number(), login: z.string().nullish(), firstname: z.string(), lastname: z.string() }),
  ),
});

/**
 * People by a part of their name or login, of all projects: for administrators from the list of users, which Redmine shows
 * nobody else, for others from `known`. At most 100, from one request.
 */
export async function searchPeople(
  text: string,
  known: NamedList<{ id: number; name: string }>,
  redmine: RedmineReader,
): Promise<{ id: number; name: string }[]> {
  const words = wordsIn(text);
  if (words.length === 0) return [];
  const visible = (await entries(known, redmine)).filter(({ name }) => fits(name, words));
  const all = (await ownAccount(redmine))?.admin ? await searchUsers(text, words, redmine) : [];
  return [...new Map([...all, ...visible].map((each) => [each.id, each])).values()].slice(0, mostAsked);
}

async function searchUsers(
  text: string,
  words: readonly string[],
  redmine: RedmineReader,
): Promise<{ id: number; name: string }[]> {
  const answer = await unless(
    ["forbidden"],
    redmine.get(path`users.json`, userList, { what: "the users", query: { name: text.trim(), limit: mostAsked } }),
  );
  // a Redmine that does not know the filter answers with everybody
  return (answer?.users ?? []).flatMap(({ id, login, firstname, lastname }) => {
    const name = `${firstname} ${lastname}`.trim();
    return fits(`${name} ${login ?? ""}`, words) ? [{ id, name: login ? `${name}, ${line(login, 60)}` : name }] : [];
  });
}

const account = z.object({
  user: z.object({ id: z.number(), login: z.string().nullish(), admin: z.boolean().optional() }),
});

/** The signed-in person's own account, undefined where Redmine does not tell it. */
export async function ownAccount(redmine: RedmineReader): Promise<z.output<typeof account>["user"] | undefined> {
  const { user } = await redmine.lookups.get("own account", async () => {
    const me = redmine.get(path`users/current.json`, account, { what: "the signed-in user" });
    return { user: (await unless(["not_found", "not_redmine"], me))?.user };
  });
  return user;
}

function fits(name: string, words: readonly string[]): boolean {
  const parts = wordsIn(name);
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}

const longestName = 1_000; // characters; Redmine's have 255 at most

function wordsIn(text: string): string[] {
  return text
    .slice(0, longestName)
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
}

/**
 * Tells of the number of a project's member whether the account is locked: memberships have locked people like others, and
 * the authors by which the project's issues can be filtered are the people who are not, or have a group of their own for
 * administrators. Undefined where this user gets no such filter.
 */
export async function lockedMembers(
  project: { id: number },
  redmine: RedmineReader,
): Promise<((id: number) => boolean) | undefined> {
  const { active } = await redmine.lookups.get(`active people:${project.id}`, async () => {
    const page = path`projects/${project.id}/issues.html`;
    const filters = await unless([...pageMissing, "too_large"], pageFilters(redmine, page, { author_id: "me" }));
    const authors = filters?.get("author_id")?.values ?? [];
    const grouped = authors.filter(({ group }) => group !== undefined);
    // Redmine's word for "active" in the person's language: their own, else that of the first, as the active come first
    const word = (grouped.find(({ value }) => value === String(redmine.userId)) ?? grouped[0])?.group;
    const ids = grouped.filter(({ group }) => group === word).map(({ value }) => Number(value));
    return { active: grouped.length > 0 ? new Set(ids) : undefined };
  });
  return active && ((id) => !active.has(id));
}
