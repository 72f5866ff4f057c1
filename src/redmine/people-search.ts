import { z } from "zod";
import { line } from "../format/clean.ts";
import type { RedmineReader } from "./client.ts";
import { unless } from "./failure.ts";
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
