import { z } from "zod";
import type { RedmineReader } from "../redmine/client.ts";
import { choosePerson } from "../redmine/people.ts";
import type { Project } from "../redmine/projects.ts";

/** A day; Redmine takes no other form. */
export const date = z.iso.date({ error: "give a day as YYYY-MM-DD" });

/** A number is an id; a text is first a name. */
export const nameOrId = z.union([z.string().trim().min(1).max(255), z.int().positive()], {
  error: "give a name, or an id as a whole number",
});

/** Somebody by name or id; "me" is whoever asks. */
export async function personOrMe(
  given: string | number,
  project: Pick<Project, "id" | "name">,
  redmine: RedmineReader,
): Promise<{ id: number; name?: string }> {
  return given === "me" ? { id: redmine.userId } : choosePerson(given, project, redmine);
}
