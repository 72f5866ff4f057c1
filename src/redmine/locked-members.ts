import type { RedmineReader } from "./client.ts";
import { pageMissing, unless } from "./failure.ts";
import { pageFilters } from "./filters.ts";
import { path } from "./path.ts";

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
