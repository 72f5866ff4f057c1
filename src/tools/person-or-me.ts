import type { RedmineReader } from "../redmine/client.ts";
import type { Lookups } from "../redmine/lookups/lookups.ts";
import { choosePerson } from "../redmine/lookups/person.ts";
import type { Project } from "../redmine/lookups/projects.ts";

/** Somebody by name or id; "me" is whoever asks. */
export async function personOrMe(
  given: string | number,
  project: Pick<Project, "id" | "name">,
  redmine: RedmineReader,
  lookups: Lookups,
): Promise<{ id: number; name?: string }> {
  return given === "me" ? { id: redmine.userId } : choosePerson(given, project, redmine, lookups);
}
