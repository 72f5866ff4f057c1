import type { RedmineReader } from "../client.ts";
import { unless } from "../unless.ts";
import type { Lookups } from "./lookups.ts";
import { membersOf } from "./members.ts";
import { choose, find } from "./named-list.ts";
import { people } from "./people.ts";
import type { Project } from "./projects.ts";

/**
 * A person or group by display name: first among the project's members, then among everybody this person sees.
 * A number is taken as it is: people outside one's projects can be meant by id only.
 */
export async function choosePerson(
  given: string | number,
  project: Pick<Project, "id" | "name"> | undefined,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<{ id: number; name?: string }> {
  if (typeof given === "number") return { id: given };

  // a number in quotes may be a member's name; that of nobody is an id
  const member = project && (await unless(["forbidden"], find(membersOf(project), given, redmine, lookups)));
  if (member) return member;
  if (/^\d+$/.test(given.trim())) return { id: Number(given) };
  return choose(people, given, redmine, lookups);
}
