import { namesakes } from "../format/namesakes.ts";
import type { RedmineReader } from "../redmine/client.ts";
import { pageMissing, unless } from "../redmine/failure.ts";
import { entries } from "../redmine/named-list.ts";
import { membersOf, people } from "../redmine/people.ts";
import type { Project } from "../redmine/projects.ts";

/**
 * Redmine's exports have people by name only: a name that several have is told with their numbers, as its row sums up all
 * of them.
 */
export async function peopleLabels(
  project: Pick<Project, "id" | "name"> | undefined,
  redmine: RedmineReader,
): Promise<(name: string) => string> {
  const list = entries<{ id: number; name: string }>(project ? membersOf(project) : people, redmine);
  const knownPeople = (await unless([...pageMissing, "unavailable", "too_large"], list)) ?? [];
  const shared = namesakes(knownPeople);
  return (name) => {
    if (!shared.has(name)) return name;
    const ids = knownPeople.filter((each) => each.name === name).map(({ id }) => id);
    return `${name} (${ids.length} people: ${ids.join(", ")})`;
  };
}
