import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { person } from "../schemas/account.ts";
import { unless } from "../unless.ts";
import type { Lookups } from "./lookups.ts";

/** The display name of somebody by id, or undefined where this person may not see them (or it is a group). */
export async function personName(id: number, redmine: RedmineReader, lookups: Lookups): Promise<string | undefined> {
  const { name } = await lookups.get(`person:${id}`, async () => {
    const answer = await unless(
      ["forbidden", "not_found"],
      redmine.get(path`users/${id}.json`, person, { what: `user ${id}` }),
    );
    return { name: answer && `${answer.user.firstname} ${answer.user.lastname}`.trim() };
  });
  return name;
}
